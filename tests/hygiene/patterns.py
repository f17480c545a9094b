# SPDX-License-Identifier: Apache-2.0
"""What must not be written, where, and an example of each: the example must be found, and the
innocent neighbour must not. Patterns are split with [] so that this file passes its own checks."""

import dataclasses
import re

SIMULATION = ("drivers/", "models/", "scenarios/", "reports/")
PURE = ("models/base/", "models/engine/", "models/backend/")
EVERYWHERE = ("",)


@dataclasses.dataclass(frozen=True)
class Ban:
    name: str
    pattern: str
    found: str  # lines of code; in each there is one thing that must be found
    innocent: str  # code that must not be found
    where: tuple = SIMULATION
    but: tuple = ()  # files for which it does not hold, for a reason that the row's comment has

    def applies_to(self, path):
        return path.startswith(self.where) and not path.startswith(self.but or ("\0",))

    def search(self, code):
        return re.finditer(self.pattern, code)

    def examples(self):
        """Text, how many things must be found in it."""
        return [(line, 1) for line in self.found.split("\n")] + [(self.innocent, 0)]


CODE_BANS = (
    # Determinism.
    Ban("host_random", r"\b(std::)?s?rand(om|_r)?\s*\(|\brandom_device\b|\bdrand48\b",
        "int x = std::rand();\nstd::random_device seed;", "auto x = stream.next_rand(3); operand(2);"),
    Ban("library_distribution",
        r"\bstd::(\w+_distribution|shuffle|sample|generate_canonical)\b"
        r"|\bboost::(random::)?(?!uniform_(small)?int_)\w+_distribution\b",
        "std::uniform_int_distribution<> d;\nstd::shuffle(a, b, stream);\n"
        "boost::random::normal_distribution<> d;", "boost::random::uniform_int_distribution<> d;"),
    # Progress and the report's `host` part measure the host; nothing else may look at a clock.
    Ban("wall_clock",
        r"\b(system|steady|high_resolution)_clock\b|\b(gettimeofday|clock_gettime|localtime|gmtime"
        r"|strftime|__rdtscp?)\b|\bstd::clock\s*\("
        r"|(?<![\w.:>])(std::)?time\s*\(\s*(nullptr|NULL|0|&\w+)\s*\)",
        "auto t = std::chrono::steady_clock::now();\nauto u = std::clock();\nseed(time(nullptr));", "SimTime time(0x10); x.time(0);",
        but=("scenarios/cli/progress_line.", "scenarios/cli/run_process.", "scenarios/cli/today.cpp",
             "scenarios/cli/mutant_trials.cpp",
             "scenarios/runner/run_scenario.cpp", "drivers/ports/")),
    Ban("unordered_container", r"\bunordered_(multi)?(map|set)\b",
        "std::unordered_map<int, int> m;\nboost::unordered_set<int> s;", "std::map<int, int> m;"),
    Ban("order_by_pointer", r"\bstd::(multi)?(map|set)\s*<[^,<>]*\*\s*[,>]",
        "std::set<Request*> waiting;\nstd::map<const A*, int> m;", "std::map<int, Request*> waiting;"),
    Ban("libm_transcendental",
        r"(\bstd::|([=+*/(,?-]|\breturn)\s*)(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos"
        r"|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot|erfc?|[lt]gamma|fma)[fl]?\s*\(",
        "double y = 2 * log(x);\nreturn exp(x);\ny = std::pow(x, 2);\nreturn -log1p(-x);\n"
        "f(cosf(x));\nstd::fma(a, b, c);",
        "void log(Level x); y = exact_log(x) + std::sqrt(x) + sink.log(x);"),
    # 80 bits on one processor, 128 or 64 on others.
    Ban("long_double", r"\blong\s+double\b", "long double x;", "double x; long y;"),
    Ban("threads", r"\bstd::(j?thread|async|mutex|condition_variable)\b|#include <(thread|mutex)>",
        "std::thread worker;", "run_thread();"),
    # Time: one event is armed with a time, in the conductor; everything else is the agenda's.
    Ban("timed_notification", r"(\.|->)notify(_delayed)?\s*\(\s*[^)\s]",
        "done_event_.notify(delay);", "done_event_.notify();",
        but=("models/kernel/conductor.cpp",)),
    Ban("timed_wait",
        r"(?<![\w.>])(sc_core::)?(wait|next_trigger)\s*\(\s*(?![\w.]*(event_?|resume_?)\s*\))[^)]",
        "sc_core::wait(sc_core::SC_ZERO_TIME);", "sc_core::wait(resume_event_); await(x);",
        where=("models/", "scenarios/")),
    Ban("time_cast",
        r"\bsc_time::from_value\b|\bsc_core::sc_time\s*[({]|\bsc_time_stamp\s*\(\)\s*\.",
        "auto t = sc_core::sc_time::from_value(3);", "auto t = to_sc_time(x);",
        but=("models/kernel/sc_time_cast.h",)),
    Ban("ticking_clock", r"\bsc_clock\b", "sc_core::sc_clock clk;", "Clock clk{400};"),
    Ban("slow_event_queue", r"\bpeq_with_", "tlm_utils::peq_with_get<P> q;", "EventHeap q;"),
    Ban("dynamic_process", r"\bsc_spawn\b", "sc_core::sc_spawn(work);", "SC_THREAD(run_thread);"),
    # Output goes through the reports and the runner's own streams.
    Ban("console", r"\bstd::(cout|cerr|clog)\b|(?<!\w)(std::)?(f?printf|puts)\s*\(",
        "std::cout << 1;", "std::snprintf(text, n, format);",
        where=("models/", "drivers/", "reports/"),
        but=("models/base/check.cpp", "drivers/ports/")),  # says which check failed before it aborts
    # The driver core is portable and bounded.
    Ban("driver_language", r"\b(throw|dynamic_cast|typeid)\b|\btry\s*\{", "throw 1;", "do_try();",
        where=("drivers/",)),
    Ban("driver_libraries",
        r"#include <(iostream|fstream|sstream|map|set|list|deque|functional|exception|stdexcept"
        r"|filesystem|random)>", "#include <map>", "#include <array>", where=("drivers/",)),
    # Tests that cannot fail and errors that vanish.
    Ban("empty_claim",
        r"\b(EXPECT|ASSERT)_TRUE\(\s*(true|1)\s*\)|\bSUCC" r"EED\(\)|\bDIS" r"ABLED_",
        "EXPECT_TRUE(true);", "EXPECT_TRUE(is_true(1));", where=EVERYWHERE),
    Ban("swallowed_error", r"catch\s*\(\s*\.\.\.\s*\)", "try { f(); } catch (...) {}",
        "try { f(); } catch (const Error&) {}", where=EVERYWHERE),
)

# In every text file, comments and documents included.
TEXT_BANS = (
    Ban("unfinished", r"\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b|(?i:\bnot (yet )?imple" r"mented\b"
        r"|\bstub(s|bed)?\b|\bplace" r"holder)", "// TO" "DO: later", "a mistake was fixed",
        where=EVERYWHERE, but=("LICENSE",)),
    Ban("inexact_compiler_option",
        r"-f" r"fast-math|-O" r"fast|-funsafe-" r"math|-ffp-contract=f" r"ast",
        "add_compile_options(-f" "fast-math)", "-ffp-contract=off", where=EVERYWHERE),
    Ban("machine_path", r"(?<![\w.#/])/(home|root|Users|work|mnt)/\w", 'open("/ho' 'me/me/x")',
        'open("scenarios/home/x"); "#/root/x"', where=EVERYWHERE),
    Ban("tab_or_trailing_space", r"\t|[ \r]+$", "int x;\t", "int x;", where=EVERYWHERE,
        but=("scenarios/traces/", "tests/scenarios/")),  # traces are as their tools write them
)
