# SPDX-License-Identifier: EUPL-1.2
# Builds and installs the plugin against an installed Överens:
#   make -f standalone.mk
#   make -f standalone.mk install DESTDIR=…
# Where Överens is not in a standard place: PKG_CONFIG_PATH=/PLACE/lib/pkgconfig make -f standalone.mk
NAME = skeleton
CC ?= cc
CFLAGS ?= -g -O2 -Wall -Wextra
PKG_CONFIG ?= pkg-config
pkg = $(shell $(PKG_CONFIG) $(1) overens)
plugindir := $(call pkg,--variable=plugindir)
datadir := $(call pkg,--variable=pkgdatadir)

all: $(NAME).so

$(NAME).so: plugin.c
	$(CC) -std=c17 -D_GNU_SOURCE $(CPPFLAGS) $(call pkg,--cflags) $(CFLAGS) -fPIC -fvisibility=hidden -shared \
	  -Wl,-z,relro -Wl,-z,now $(LDFLAGS) -o $@ plugin.c $(call pkg,--libs)

# templates/ beside this file when the plugin lives alone, else the house's own folder of templates.
templates := $(firstword $(wildcard templates ../../templates/$(NAME)))

install: $(NAME).so
	install -d "$(DESTDIR)$(plugindir)" "$(DESTDIR)$(datadir)/plugins/$(NAME)/schema" "$(DESTDIR)$(datadir)/templates/$(NAME)"
	install -m 0755 $(NAME).so "$(DESTDIR)$(plugindir)/"
	install -m 0644 schema/*.sql "$(DESTDIR)$(datadir)/plugins/$(NAME)/schema/"
	install -m 0644 $(templates)/*.mustache "$(DESTDIR)$(datadir)/templates/$(NAME)/"

clean:
	rm -f $(NAME).so

.PHONY: all install clean
