using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>Whether the brokers of the streams take connections.</summary>
internal sealed class StreamsDoctor(IOptions<StreamsOptions> options, Reachability reach) : IDoctorCheck
{
    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (options.Value.Sources.Length == 0)
        {
            yield return DoctorLine.Ok("streams", "Not configured.");
        }

        foreach (var source in options.Value.Sources)
        {
            foreach (var (host, port) in source.Hosts())
            {
                yield return await reach.TryAsync($"stream {source.Name}", host, port, ct);
            }
        }
    }
}
