using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Doctor;

/// <summary>Whether the collector of metrics and traces can be reached.</summary>
internal sealed class OtlpDoctor(IOptions<OtlpOptions> options, Reachability reach) : IDoctorCheck
{
    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        yield return options.Value.AddressOf("") is { } address
            ? await reach.TryAsync("OTLP", address.IdnHost, address.Port, ct)
            : DoctorLine.Ok("OTLP", "Not configured.");
    }
}
