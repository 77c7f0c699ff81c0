using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Tests.Approvals;
using Governance.Transparency;

namespace Governance.Portal.Tests.Postures;

/// <summary>
/// Many models in production, a few in one transaction: model, version, evidence, gate run, bundle and deployment as their actions
/// write them, and stated by the log, so that each is judged by all it is judged by in earnest. Only the signatures are left out.
/// </summary>
internal static class Fleet
{
    private const int AtOnce = 8;

    /// <summary>Name of the model of a number.</summary>
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"fleet-{number:00000}");

    /// <summary>Puts a version of each into production.</summary>
    /// <param name="scene">Where.</param>
    /// <param name="auc">The declared figure of each model, by its number from 1.</param>
    public static async Task DeployAsync(ApprovalsScene scene, IReadOnlyList<double> auc)
    {
        var artifact = "one model for all"u8.ToArray();
        await scene.Get<ContentStore>().StoreAsync(artifact, ApprovalsScene.Ct);
        foreach (var numbers in Enumerable.Range(1, auc.Count).Chunk(AtOnce))
        {
            await scene.DoAsync(
                "fleet.deployed",
                "",
                async context =>
                {
                    foreach (var number in numbers)
                    {
                        await DeployAsync(context, scene, number, auc[number - 1], artifact);
                    }
                },
                scene.Engineer
            );
        }
    }

    private static async Task DeployAsync(ActionContext context, ApprovalsScene scene, int number, double auc, byte[] artifact)
    {
        var version = Register(context, scene, number, auc, artifact);
        await AddEvidenceAsync(context, scene, version, auc);
        var opened = await scene.Get<RequestPromotion>().OpenAsync(context, version, Stage.Production, "For the fleet", ApprovalsScene.Ct);
        Assert.True(opened.IsDone, opened.Refusal?.Message);
        var promotion = context.Db.Promotions.Local.Single(p => p.Id == opened.Value);
        // As if it had been signed and used.
        context.Db.Entry(promotion).Property(p => p.State).CurrentValue = PromotionState.Deployed;
        var deployment = new Deployment
        {
            Id = await context.Db.NextIdAsync<DeploymentId>(ApprovalsScene.Ct),
            Model = version.Model,
            Version = version.Version,
            Stage = Stage.Production,
            Kind = DeploymentKind.Deploy,
            Environment = "production",
            Region = "eu-west-1",
            Promotion = promotion.Id,
            ArtifactSha256 = version.ArtifactSha256,
            Since = context.Now,
            DeployedBy = Actor.Host.Id,
        };
        context.Db.Deployments.Add(deployment);
        context.Db.StageChanges.Add(version.MoveTo(Stage.Production, deployment.Id.ToString(), context.Now)!);
        context.AppendAs(
            Actor.Host,
            new AuditEvent("deployment.made", deployment.Id.ToString(), new JsonObject { ["model"] = version.Model })
            {
                Covers = [version.Model, version.Id, promotion.Id.ToString()],
            }
        );
    }

    private static ModelVersion Register(ActionContext context, ApprovalsScene scene, int number, double auc, byte[] artifact)
    {
        var name = Name(number);
        var model = Model.Register(
            new ModelFacts(name) { DisplayName = $"Model {number}", RiskClass = RiskClass.High },
            scene.Owner.User!.Value,
            [],
            Actor.Host.Id,
            context.Now
        );
        context.Db.Models.Add(model.Value);
        var sha256 = Sha256Hex.Of(artifact);
        var manifest = new VersionManifest(
            name,
            "1.0.0",
            new ArtifactFacts(sha256, artifact.Length, "application/octet-stream", null),
            null,
            [],
            [new MetricFacts("auc", auc, 5000, null, null)],
            []
        );
        var version = ModelVersion.Register(manifest, 1, Actor.Host.Id, context.Now).Value;
        Assert.True(version.StoreArtifact(sha256, artifact.Length, Actor.Host.Id, context.Now).Value);
        context.Db.Versions.Add(version);
        context.AppendAs(Actor.Host, new AuditEvent("model.registered", name, []));
        context.AppendAs(Actor.Host, new AuditEvent("version.registered", version.Id, new JsonObject { ["model"] = name }));
        return version;
    }

    private static async Task AddEvidenceAsync(ActionContext context, ApprovalsScene scene, ModelVersion version, double auc)
    {
        var payload = new JsonObject { ["auc"] = auc, ["rows"] = 5000 };
        var bytes = Encoding.UTF8.GetBytes(payload.ToJsonString());
        await scene.Get<ContentStore>().StoreAsync(bytes, ApprovalsScene.Ct);
        var evidence = new Evidence
        {
            Id = await context.Db.NextIdAsync<EvidenceId>(ApprovalsScene.Ct),
            Model = version.Model,
            Version = version.Version,
            Kind = EvidenceKind.Validation,
            Tool = "test",
            ProducedAt = context.Now,
            Sha256 = Sha256Hex.Of(bytes),
            SizeBytes = bytes.Length,
            MediaType = "application/json",
            ArtifactSha256 = version.ArtifactSha256,
            FactsJson = StoredEvidenceFacts.Write(EvidenceFacts.Read(WireName.Of(EvidenceKind.Validation), bytes, "application/json")),
            AddedAt = context.Now,
            AddedBy = Actor.Host.Id,
        };
        context.Db.Evidence.Add(evidence);
        context.AppendAs(
            Actor.Host,
            new AuditEvent("evidence.added", evidence.Id.ToString(), new JsonObject { ["model"] = version.Model })
        );
    }
}
