# Every target can be called again: what is done is remembered by the files under $(STAMPS).
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
PEERS := $(VENV)/peers
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PORT ?= 8000
ifdef LANTOA_STATE
export LANTOA_STATE
endif
PYTEST_WORKERS ?= 2
OUT ?= out

FRONT_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -type f -print 2>/dev/null)
CATALOGUES := $(shell find lantoa -path '*/LC_MESSAGES/*.po' 2>/dev/null)

.PHONY: help
help: ## danh sách các lệnh
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- environment ----------------------------------------------------------------------------------

.PHONY: setup need-run need-test messages-compiled
setup: need-run $(STAMPS)/runtime $(STAMPS)/front messages-compiled ## chuẩn bị môi trường: thư viện, giao diện

need-run:
	@scripts/need run

need-test:
	@scripts/need test

$(STAMPS)/venv: | need-run
	@echo "Đang tạo môi trường Python…"
	@python3 -m venv $(VENV)
	@mkdir -p $(STAMPS)
	@touch $@

$(STAMPS)/runtime: requirements/runtime.txt scripts/link | $(STAMPS)/venv
	@echo "Đang cài thư viện…"
	@$(PIP) install --require-hashes -r requirements/runtime.txt
	@scripts/link $(VENV)
	@touch $@

$(STAMPS)/dev: requirements/dev.txt | $(STAMPS)/runtime
	@echo "Đang cài công cụ kiểm thử…"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(STAMPS)/bench: requirements/bench.txt | $(STAMPS)/dev
	@echo "Đang cài công cụ đo…"
	@$(PIP) install --require-hashes -r requirements/bench.txt
	@touch $@

$(STAMPS)/peers: requirements/peers.txt | $(STAMPS)/venv
	@echo "Đang cài phần mềm để so…"
	@python3 -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --require-hashes -r requirements/peers.txt
	@touch $@

$(STAMPS)/node: frontend/package-lock.json frontend/package.json | $(STAMPS)/runtime
	@echo "Đang tải thư viện giao diện…"
	@$(BIN)/python scripts/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/front: $(FRONT_SOURCES) | $(STAMPS)/node
	@echo "Đang dựng giao diện…"
	@$(BIN)/python scripts/npm run --silent build
	@touch $@

messages-compiled: $(CATALOGUES:.po=.mo)

%.mo: %.po | $(STAMPS)/runtime
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# --- running --------------------------------------------------------------------------------------

.PHONY: run dev
run: setup ## chạy Lan Tỏa với tổ chức mẫu ở http://localhost:8000 (PORT=… để đổi cổng)
	@exec $(BIN)/lantoa run

dev: setup ## như run, nhưng tự nạp lại khi sửa mã và hiện lỗi chi tiết
	@exec $(BIN)/lantoa run --dev

.PHONY: sample-2025 review screenshots bench peers
sample-2025: setup ## kể tiếp cải cách 2025 trên tổ chức mẫu; sau đó make run cho thấy cây tổ chức năm 2025
	@$(BIN)/lantoa prepare
	@$(BIN)/lantoa sample-2025

review: setup ## làm báo cáo, phụ lục, tập mô hình, giấy khen vào OUT=THƯ_MỤC
	@$(BIN)/lantoa prepare
	@$(BIN)/lantoa review --out "$(OUT)"

screenshots: test-tools ## chụp các trang chính vào docs/screenshots/
	@$(BIN)/python scripts/screenshots.py

peers: $(STAMPS)/peers ## cài phần mềm để so tốc độ, vào môi trường riêng

bench: test-tools $(STAMPS)/bench ## đo tốc độ các việc chính
	@$(BIN)/python -m bench

.PHONY: crash-test
MINUTES ?= 8
crash-test: test-tools ## kill -9 cơ sở dữ liệu, web, việc nền trong khi 64 máy khách gửi báo cáo (MINUTES=8)
	@$(BIN)/python -m tests.crash --minutes "$(MINUTES)"

# --- checking -------------------------------------------------------------------------------------

.PHONY: test-tools test test-long lint types contracts migrations-check messages messages-check
test-tools: need-test setup $(STAMPS)/dev

test: test-tools ## chạy kiểm thử
	@$(BIN)/pytest -n $(PYTEST_WORKERS) -m "not long"

test-long: test-tools ## chạy cả các kiểm thử dài
	@$(BIN)/pytest -n $(PYTEST_WORKERS)

lint: $(STAMPS)/dev ## kiểm tra cách viết mã
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMPS)/dev $(STAMPS)/node ## kiểm tra kiểu
	@$(BIN)/mypy
	@$(BIN)/python scripts/npm run --silent check

contracts: $(STAMPS)/dev ## kiểm tra bậc thang nhập mã
	@$(BIN)/lint-imports

migrations-check: setup ## báo khi thiếu tệp migration
	@$(BIN)/lantoa setup-database >/dev/null
	@$(BIN)/lantoa manage makemigrations --check --dry-run

messages: test-tools ## lấy câu chữ mới từ mã nguồn vào danh mục bản dịch
	@cd lantoa && ../$(BIN)/django-admin makemessages --all --no-location --no-obsolete --no-wrap

messages-check: test-tools ## báo khi danh mục bản dịch thiếu câu
	@scripts/messages-check

.PHONY: lock rehearsal clean
lock: $(STAMPS)/dev ## khoá lại phiên bản thư viện theo requirements/*.in
	@for name in runtime dev bench peers; do $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --allow-unsafe --no-header \
	  --output-file requirements/$$name.txt requirements/$$name.in; done

rehearsal: ## chạy thử từ đầu trên một Debian 12 trống (cần quyền root)
	@scripts/rehearsal

clean: ## xóa môi trường và mọi thứ dựng lại được; giữ cơ sở dữ liệu
	@rm -rf $(VENV) frontend/node_modules lantoa/ui/static/build .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache
	@find lantoa tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@find lantoa -name '*.mo' -delete
