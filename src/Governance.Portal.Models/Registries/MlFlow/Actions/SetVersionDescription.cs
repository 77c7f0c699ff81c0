using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Models.Registries.MlFlow.Search;
using Governance.Portal.Models.Registries.MlFlow.Wire;
using Governance.Transparency;

namespace Governance.Portal.Models.Registries.MlFlow.Actions;

/// <summary>Changes the words about a version. What it is does not change.</summary>
public sealed class SetVersionDescription(ActionRunner runner, MlFlowReader reader)
{
    /// <summary>Runs the action.</summary>
    public async Task<Result<RegistryVersionView>> RunAsync(Actor actor, string name, int number, string? description, CancellationToken ct)
    {
        var done = await runner.RunAsync<Done>(
            actor,
            new Attempt("version.described", "version", Permission.WriteRegistry),
            async (context, token) =>
            {
                var found = await MlFlowReader.FindAsync(context.Db, name, number, token);
                if ((found.Refusal ?? MlFlowStore.RefusesDescription(description)) is { } refusal)
                {
                    return refusal;
                }

                var version = found.Value;
                (await MlFlowStore.TouchAsync(context, version, token)).Describe(description);
                await MlFlowStore.TouchAsync(context, version.Model, token);
                context.Append(
                    new AuditEvent(
                        "version.described",
                        version.Id,
                        new JsonObject { ["descriptionSha256"] = Sha256Hex.Of(Encoding.UTF8.GetBytes(description ?? "")) }
                    )
                    {
                        Covers = [version.Model],
                    }
                );
                return Done.Instance;
            },
            ct
        );
        return done.Refusal is { } refused ? refused : await reader.VersionAsync(name, number, ct);
    }
}
