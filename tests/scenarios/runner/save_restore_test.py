# SPDX-License-Identifier: Apache-2.0
"""save_restore_test.py PROGRAM: an adapter that is saved, destroyed, made anew and restored in the
middle of a run changes no byte of the report, at whatever moments that happens."""
import json

import simulator

# Scenarios whose devices, backends or scripts differ.
CASES = ["boot-discovery", "nvme-tcp-loss-held", "scsi-persistent-reservation", "hot-add",
         "generation-vsphere-5-1", "generation-qemu-7-2", "mixed-oltp", "many-targets",
         "depth-throttled", "iommu-strict", "pmem", "coalescing-nvme", "ring-exactly-full",
         "suspend-under-load", "timeout-then-device-reset", "unit-removed-under-load",
         "disk-grows-and-shrinks", "shared-backend-two-guests", "shared-worker-stalled",
         "device-halts", "abort-answered-late"]
MOMENTS = 20


class SaveRestore(simulator.SimulatorTest):
    def outcome(self, name, moments):
        document = json.loads(simulator.in_library(name).read_text(encoding="utf-8"))
        steps = [{"at_us": at, "do": "save_restore"} for at in moments]
        document["script"] = document.get("script", []) + steps
        path = self.folder / "s.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        report = json.loads(self.report_text(path))
        del report["scenario"]
        return report

    def test_changes_no_byte(self):
        for name in CASES[:3] if simulator.SHORT else CASES:
            with self.subTest(name):
                end = self.outcome(name, [])["simulated_ns"] // 1000
                moments = sorted({end * (2 * i + 1) // (2 * MOMENTS) for i in range(MOMENTS)})
                self.assertEqual(self.outcome(name, moments), self.outcome(name, []))


if __name__ == "__main__":
    simulator.main()
