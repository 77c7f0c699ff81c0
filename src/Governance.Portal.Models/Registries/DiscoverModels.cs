using System.Collections.Concurrent;
using System.Text;
using Governance.Domain;
using Governance.Domain.Discovery;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;

namespace Governance.Portal.Models.Registries;

/// <summary>
/// Reads which models are in registries that are only looked at (<see cref="RegistryConnection.Discover"/>), and files them: those that no
/// one
/// registered here wait for triage. Nothing of such a registry is imported unless someone asks for it.
/// </summary>
public sealed partial class DiscoverModels(
    RegistryConnections connections,
    IFileDiscoveries discoveries,
    TimeProvider clock,
    ILogger<DiscoverModels> logger
)
{
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(10);

    // A server that does not answer is left alone for a while; on another node it is asked by that node.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _notBefore = new(StringComparer.Ordinal);

    /// <summary>The source under which findings of a registry are filed.</summary>
    public static string SourceOf(RegistryConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return $"{connection.Kind}/{connection.Name}";
    }

    /// <summary>Reads every such server that was not read for long.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var from in connections.All.Where(c => c.Discover && c.ReconcileMinutes > 0))
        {
            var now = clock.GetUtcNow();
            if (_notBefore.TryGetValue(from.Name, out var at) && at > now)
            {
                continue;
            }

            if (await discoveries.LastAsync(SourceOf(from), ct) is { } last && last > now.AddMinutes(-from.ReconcileMinutes))
            {
                continue;
            }

            _notBefore[from.Name] = now + s_again;
            try
            {
                var (found, isComplete) = await ReadAsync(from, ct);
                var filed = await discoveries.FileAsync(RunImports.Job, SourceOf(from), isComplete, found, ct);
                if (filed.Refusal is { } refusal)
                {
                    LogMissed(from.Name, refusal.Message);
                }
            }
            catch (RegistryException e)
            {
                LogMissed(from.Name, e.Message);
            }
        }
    }

    private async Task<(IReadOnlyList<FoundThing> Found, bool IsComplete)> ReadAsync(RegistryConnection from, CancellationToken ct)
    {
        var reader = connections.ReaderOf(from);
        var found = new Dictionary<string, FoundThing>(StringComparer.Ordinal);
        var (seen, isComplete) = (new HashSet<string>(StringComparer.Ordinal), true);
        for (string? cursor = null; ; )
        {
            var page = await reader.ModelsAsync(from, cursor, ct);
            isComplete &= page.Skipped == 0;
            foreach (var model in page.Items.Where(m => !ImportModel.IsPrompt(m)))
            {
                if (found.Count < DiscoveryRefusals.MaxFindings && ThingOf(from, model) is { } thing)
                {
                    found[thing.Key] = thing;
                }
                else
                {
                    isComplete = false;
                }
            }

            if ((cursor = page.Next) is null || found.Count >= DiscoveryRefusals.MaxFindings)
            {
                return ([.. found.Values], isComplete && cursor is null);
            }

            if (!seen.Add(cursor))
            {
                throw new RegistryException("The server returns the same page of models again and again.");
            }
        }
    }

    // A registered model has no bytes of its own: it is the same as long as registry and id are.
    private static FoundThing? ThingOf(RegistryConnection from, FoundModel model) =>
        FoundThing.Of(
            WireName.Of(DiscoveryKind.RegistryModel),
            model.Name,
            ($"registered-models/{model.Id}", null),
            (null, null),
            Sha256Hex.Of(Encoding.UTF8.GetBytes($"{from.Name}\n{model.Id}"))
        );

    [LoggerMessage(1435, LogLevel.Warning, "Models of the registry {Server} were not read: {Problem}")]
    private partial void LogMissed(string server, string problem);
}
