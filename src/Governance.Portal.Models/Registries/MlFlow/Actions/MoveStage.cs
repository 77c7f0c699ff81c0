using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.Registries.MlFlow.Search;
using Governance.Portal.Models.Registries.MlFlow.Wire;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries.MlFlow.Actions;

/// <summary>
/// Moves a version to a stage as far as approvals allow. Here a stage follows from promotions and deployments: staging and production are
/// deployments, retiring is a promotion of its own, and nothing goes back to None.
/// </summary>
public sealed class MoveStage(
    ActionRunner runner,
    ServeVersion serve,
    IOpenPromotion request,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    MlFlowReader reader
)
{
    /// <summary>Runs the action.</summary>
    public async Task<Result<RegistryVersionView>> RunAsync(
        Actor actor,
        string name,
        int number,
        Stage stage,
        bool archiveOthers,
        CancellationToken ct
    )
    {
        var asked = await runner.RunAsync<(ModelVersion Version, int Others)>(
            actor,
            Trying("model"),
            async (context, token) =>
            {
                var found = await MlFlowReader.FindAsync(context.Db, name, number, token);
                return found.Refusal is { } unknown
                    ? unknown
                    : (
                        found.Value,
                        await context.Db.Versions.CountAsync(
                            v => v.Model == found.Value.Model && v.Stage == stage && v.Number != number,
                            token
                        )
                    );
            },
            ct
        );
        if (asked.Refusal is { } refusal)
        {
            return refusal;
        }

        var (version, others) = asked.Value;
        var doubt =
            version.Stage == stage ? null
            : archiveOthers && others > 0 && stage is Stage.Staging or Stage.Production
                ? "Existing versions are not archived automatically. Leave out archive_existing_versions and "
                    + "request retirement of the others in the portal."
            : stage switch
            {
                Stage.Production => await serve.RunAsync(actor, version, stage, ct),
                Stage.Staging => await StageAsync(actor, version, ct),
                Stage.Retired => "Retiring a version requires a promotion request signed by the model owner. "
                    + $"Make the request in the portal, at /models/{version.Model}.",
                Stage.Development => "A version cannot return to development. Deploy or roll back to another one instead.",
            };
        if (doubt is not null)
        {
            var gated = ModelRefusals.StageGated(MlFlowStages.Of(stage), version.Id, Sentence.Ours(doubt));
            await runner.RefusedAsync(actor, Trying(version.Id), gated, ct);
            return gated;
        }

        return await reader.VersionAsync(name, number, ct);
    }

    // Staging asks for a promotion, but for no signature unless a policy wants one: then requesting it is all that is needed.
    private async Task<string?> StageAsync(Actor actor, ModelVersion version, CancellationToken ct)
    {
        bool isRequested;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            isRequested =
                version.ArtifactStoredAt is null
                || version.Stage is Stage.Production
                || await db.Promotions.AnyAsync(p => p.Model == version.Model && p.Version == version.Version && p.To == Stage.Staging, ct);
        }

        if (!isRequested)
        {
            var requested = await request.RunAsync(
                actor,
                version.Model,
                version.Version,
                Stage.Staging,
                "Requested by an MLflow client that moves the version to Staging.",
                ct
            );
            if (requested.Refusal is { } refusal)
            {
                return refusal.Message;
            }
        }

        return await serve.RunAsync(actor, version, Stage.Staging, ct);
    }

    private static Attempt Trying(string subject) => new("version.moved", subject, Permission.WriteRegistry);
}
