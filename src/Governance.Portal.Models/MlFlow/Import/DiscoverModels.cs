using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Governance.Domain;
using Governance.Domain.Discovery;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.MlFlow.Actions;
using Governance.Portal.Models.Registries;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.MlFlow.Import;

/// <summary>
/// Reads which models are registered on servers that are only looked at (<see cref="MlFlowServer.Discover"/>), and files them: those that
/// no one registered here wait for triage. Nothing of such a server is imported unless someone asks for it.
/// </summary>
public sealed partial class DiscoverModels(
    ServerReader server,
    IFileDiscoveries discoveries,
    IOptions<MlFlowOptions> options,
    TimeProvider clock,
    ILogger<DiscoverModels> logger
)
{
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(10);

    // A server that does not answer is left alone for a while; on another node it is asked by that node.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _notBefore = new(StringComparer.Ordinal);

    /// <summary>The source under which findings of a server are filed.</summary>
    public static string SourceOf(string server) => $"mlflow/{server}";

    /// <summary>Reads every such server that was not read for long.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (options.Value.ReconcileMinutes == 0)
        {
            return;
        }

        foreach (var from in options.Value.Servers.Where(s => s.Discover))
        {
            var now = clock.GetUtcNow();
            if (_notBefore.TryGetValue(from.Name, out var at) && at > now)
            {
                continue;
            }

            if (await discoveries.LastAsync(SourceOf(from.Name), ct) is { } last && last > now.AddMinutes(-options.Value.ReconcileMinutes))
            {
                continue;
            }

            _notBefore[from.Name] = now + s_again;
            try
            {
                var (found, isComplete) = await ReadAsync(from, ct);
                var filed = await discoveries.FileAsync(HandleMlFlowWebhook.Job, SourceOf(from.Name), isComplete, found, ct);
                if (filed.Refusal is { } refusal)
                {
                    LogMissed(from.Name, refusal.Message);
                }
            }
            catch (ServerException e)
            {
                LogMissed(from.Name, e.Message);
            }
        }
    }

    private async Task<(IReadOnlyList<FoundThing> Found, bool IsComplete)> ReadAsync(MlFlowServer from, CancellationToken ct)
    {
        var found = new Dictionary<string, FoundThing>(StringComparer.Ordinal);
        var (seen, isComplete) = (new HashSet<string>(StringComparer.Ordinal), true);
        var size = options.Value.PageSize.ToString(System.Globalization.CultureInfo.InvariantCulture);
        for (string? token = null; ; )
        {
            var page = await server.GetAsync(from, "registered-models/search", [("max_results", size), ("page_token", token)], ct);
            foreach (var model in page.List("registered_models"))
            {
                if (
                    model.Text("name", MlFlowStore.MaxName + 1) is { } name
                    && found.Count < DiscoveryRefusals.MaxFindings
                    && FoundThing.Of(
                        WireName.Of(DiscoveryKind.RegistryModel),
                        name,
                        ($"registered-models/{name}", null),
                        (null, null),
                        // A registered model has no bytes of its own: it is the same as long as server and name are.
                        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{from.Name}\n{name}")))
                    )
                        is { } thing
                )
                {
                    found[thing.Key] = thing;
                }
                else
                {
                    isComplete = false;
                }
            }

            if ((token = page.NextPage()) is null || found.Count >= DiscoveryRefusals.MaxFindings)
            {
                return ([.. found.Values], isComplete && token is null);
            }

            if (!seen.Add(token))
            {
                throw new ServerException("The server gives out the same page of models again and again.");
            }
        }
    }

    [LoggerMessage(1435, LogLevel.Warning, "Models of the MLflow server {Server} were not read: {Problem}")]
    private partial void LogMissed(string server, string problem);
}
