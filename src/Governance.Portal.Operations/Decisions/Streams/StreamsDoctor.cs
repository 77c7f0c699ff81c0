using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Operations.Decisions.Streams.Rows;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>Whether the brokers of the streams take connections, and a version takes what streams of rows bring.</summary>
internal sealed class StreamsDoctor(IOptions<StreamsOptions> options, Reachability reach, FindRowTarget targets) : IDoctorCheck
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

            if (source.Kind is StreamKind.Kafka && await source.CredentialsAsync(ct) is { User: "" })
            {
                yield return DoctorLine.Fail($"stream {source.Name}", "The credentials file does not hold user:password.");
            }
        }

        // After all brokers: this asks the database.
        foreach (var source in options.Value.Sources.Where(s => s.Carries is StreamContent.Windows))
        {
            var target = await targets.RunAsync(source, ct);
            yield return target.Refusal is { } waits
                ? DoctorLine.Warn($"stream {source.Name}", $"No rows are received. {waits.Message}")
                : DoctorLine.Ok($"stream {source.Name}", "A version receives its rows.");
        }
    }
}
