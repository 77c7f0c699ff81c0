using System.Runtime.CompilerServices;
using Governance.Portal.Administration.Audit.Anchors;
using Governance.Portal.Administration.Audit.Witnesses;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit;

/// <summary>Whether anchors and witnesses can be reached. Nothing is sent to them.</summary>
internal sealed class OutsideDoctor(IOptions<WatchOptions> options, AnchorDuty duty, Reachability reach) : IDoctorCheck
{
    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (duty.IsUnanchored)
        {
            yield return DoctorLine.Warn("anchors", "No anchor and no witness is configured. Set Audit__Anchors or Audit__Witnesses.");
        }

        for (var i = 0; i < options.Value.Anchors.Length; i++)
        {
            var target = AnchorTarget.Parse(options.Value.Anchors[i])!;
            yield return target.Address is { } address
                ? await reach.TryAsync($"anchor {i + 1}", address.IdnHost, address.Port, ct)
                : OfFile($"anchor {i + 1}", target.Path!);
        }

        for (var i = 0; i < options.Value.Witnesses.Length; i++)
        {
            var address = WitnessTarget.Parse(options.Value.Witnesses[i])!.Address;
            yield return await reach.TryAsync($"witness {i + 1}", address.IdnHost, address.Port, ct);
        }
    }

    private static DoctorLine OfFile(string subject, string path) =>
        Directory.Exists(Path.GetDirectoryName(path))
            ? DoctorLine.Ok(subject, "The folder for its file exists.")
            : DoctorLine.Fail(subject, "The folder for its file is missing. Mount it, or correct Audit__Anchors.");
}
