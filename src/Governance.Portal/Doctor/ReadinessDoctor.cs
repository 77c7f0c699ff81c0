using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Doctor;

/// <summary>What would limit the node or make it unready: nothing can be written, the log is damaged or locked.</summary>
internal sealed class ReadinessDoctor(IServiceProvider services) : IDoctorCheck
{
    private const string Subject = "readiness";

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var faults = 0;
        foreach (var check in services.GetServices<IVitalCheck>())
        {
            if (await check.FindFaultAsync(ct) is { } fault)
            {
                faults++;
                yield return DoctorLine.Fail(Subject, fault);
            }
        }

        if (faults == 0)
        {
            yield return DoctorLine.Ok(Subject, "The node can write, and the end of the log matches what was signed.");
        }
    }
}
