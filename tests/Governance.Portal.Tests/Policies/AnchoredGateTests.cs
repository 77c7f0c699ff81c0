using System.Globalization;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Audit;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>
/// Anyone who writes into the database opens nothing: gate, permits, deployments and admission believe only what the log and sealed
/// statements say too. In every run some of the changed rows, on both databases; in full all of them.
/// </summary>
public sealed class AnchoredGateTests
{
    private const string Where = "prod-eu";

    public static TheoryData<DatabaseKind, string> Changes
    {
        get
        {
            string[] sqlite =
            [
                """UPDATE "Promotions" SET "RequiredRoles" = '[]'""",
                """UPDATE "Promotions" SET "RequiredRoles" = '[]'; UPDATE "SignOffs" SET "Live" = 0, "Status" = 'void'""",
                """UPDATE "Promotions" SET "GateOutcome" = 'warn'""",
                """UPDATE "Promotions" SET "BundleDigest" = 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'""",
                """UPDATE "Promotions" SET "Bundle" = X'7B7D'""",
                """UPDATE "Promotions" SET "ExpiresAt" = "ExpiresAt" + 864000000000""",
                """UPDATE "Promotions" SET "Requesters" = '[]'""",
                """UPDATE "Promotions" SET "State" = 'deployed'""",
                """UPDATE "SignOffs" SET "Live" = 0 WHERE "Role" = 'legal'""",
                """UPDATE "SignOffs" SET "Status" = 'signed-with-condition' WHERE "Role" = 'legal'""",
                """UPDATE "SignOffs" SET "SignedBy" = ENGINEER WHERE "Role" = 'legal'""",
                """UPDATE "SignOffs" SET "Live" = 0 WHERE "Role" = 'owner'; """
                    + """UPDATE "SignOffs" SET "Role" = 'owner' WHERE "Role" = 'legal'""",
                """DELETE FROM "SignedStatements" WHERE "SignOff" = (SELECT "Id" FROM "SignOffs" WHERE "Role" = 'legal')""",
                """UPDATE "SignedStatements" SET "Envelope" = (SELECT "Envelope" FROM "SignedStatements" ORDER BY "SignOff" LIMIT 1)""",
                """UPDATE "GateRuns" SET "Result" = X'7B7D'""",
                """UPDATE "GateRuns" SET "Input" = X'7B7D'""",
                """UPDATE "GateRuns" SET "Outcome" = 'warn'""",
                """UPDATE "Versions" SET "ArtifactSizeBytes" = "ArtifactSizeBytes", "ManifestBytes" = X'7B7D'""",
            ];
            string[] postgres =
            [
                """UPDATE "Promotions" SET "State" = 'deployed'""",
                """UPDATE "Promotions" SET "Bundle" = '\x7b7d'""",
                """UPDATE "SignOffs" SET "Live" = false, "Status" = 'revoked' WHERE "Role" = 'legal'""",
                """UPDATE "GateRuns" SET "Result" = '\x7b7d'""",
            ];
            var data = new TheoryData<DatabaseKind, string>();
            data.AddRange([
                .. Soak.Sample(sqlite, every: 6).Select(s => (DatabaseKind.Sqlite, s)),
                .. Soak.Sample(postgres, every: 4, from: 2).Select(s => (DatabaseKind.Postgres, s)),
            ]);
            return data;
        }
    }

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(Changes))]
    public async Task ChangedRow_ShutsGatePermitsDeploymentsAndAdmission(DatabaseKind kind, string change)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        var permit = await IssueAsync(scene);
        Assert.True(permit.IsDone, permit.Refusal?.Message);
        Assert.Null(await AdmitAsync(scene, permit.Value.Id));
        Assert.True((await AskAsync(scene)).Allow);

        await ChangeAsync(scene, change);

        await IsShutAsync(scene, promotion);
        Assert.NotNull(await AdmitAsync(scene, permit.Value.Id));
        Assert.NotEqual("valid", (await scene.Get<CheckPermits>().GetAsync(permit.Value.Id, ApprovalsScene.Ct)).Value.State);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task OneUpdateOfAnOpenRequest_OpensNothing(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var promotion = await scene.RequestAsync();

        await ChangeAsync(scene, """UPDATE "Promotions" SET "State" = 'approved', "RequiredRoles" = '[]'""");

        await IsShutAsync(scene, promotion);
    }

    [Fact]
    public async Task InsertedSignature_OpensNothing()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var promotion = await scene.RequestAsync();
        Assert.True((await scene.SignAsync(promotion, scene.Security, "security")).IsDone);
        Assert.True((await scene.SignAsync(promotion, scene.Owner, "owner")).IsDone);

        await CopyAsync<SignOff>(
            scene,
            "SignOffs",
            """ "Role" = 'security' """,
            ("Id", "99"),
            ("Role", "'legal'"),
            ("SignedBy", scene.Legal.User!.Value.Number.ToString(CultureInfo.InvariantCulture))
        );
        await ChangeAsync(scene, """UPDATE "Promotions" SET "State" = 'approved'""");

        await IsShutAsync(scene, promotion);
    }

    [Fact]
    public async Task RevokedSignaturePutBack_OpensNothing()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        var permit = (await IssueAsync(scene)).Value.Id;
        var before = await scene.ReadAsync(promotion);
        var legal = before.SignOffs.Single(s => s.Role is SignOffRole.Legal);
        await ChangeAsync(scene, """CREATE TABLE "Kept" AS SELECT * FROM "Promotions" """);
        Assert.True(
            (
                await scene
                    .Get<RevokeSignOff>()
                    .RunAsync(
                        scene.Legal,
                        new(promotion, legal.Id, "Second thoughts", await scene.ProofAsync(scene.Legal)),
                        ApprovalsScene.Ct
                    )
            ).IsDone
        );

        await ChangeAsync(
            scene,
            """
            UPDATE "SignOffs" SET "Live" = 1, "Status" = 'signed' WHERE "Role" = 'legal';
            UPDATE "Promotions"
            SET "State" = 'approved', "ExpiresAt" = (SELECT "ExpiresAt" FROM "Kept"), "DecidedAt" = (SELECT "DecidedAt" FROM "Kept");
            UPDATE "DeploymentPermits" SET "RevokedAt" = NULL, "RevokedBecause" = NULL
            """
        );

        await IsShutAsync(scene, promotion);
        Assert.Contains("does not match", await AdmitAsync(scene, permit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RejectedRequestMadeToLookWithdrawn_DoesNotLetTheOlderApprovalThrough()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var first = await scene.RequestAsync();
        await scene.SignAllAsync(first);
        Assert.True((await DeployAsync(scene, first)).IsDone);
        await StageAsync(scene);
        var second = await scene.RequestAsync();
        Assert.True((await scene.SignAsync(second, scene.Legal, "legal", "reject", "It leaks")).IsDone);
        Assert.False((await AskAsync(scene)).Allow);

        await ChangeAsync(scene, $"""UPDATE "Promotions" SET "State" = 'withdrawn' WHERE "Id" = {second.Number}""");

        Assert.Contains("record.altered", (await AskAsync(scene)).Reasons.Select(r => r.Code));
    }

    // As the portal writes it, so that the row is what the log states.
    private static async Task StageAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct);
        var version = await db.Versions.SingleAsync(v => v.Version == "1.4.0", ApprovalsScene.Ct);
        db.Entry(version).Property(v => v.Stage).CurrentValue = Stage.Staging;
        db.Append(new AuditEvent("database.changed", version.AuditSubject, []), Actor.Host, scene.Clock.GetUtcNow());
        await db.SaveChangesAsync(ApprovalsScene.Ct);
    }

    [Theory]
    [InlineData("""UPDATE "Deployments" SET "Environment" = 'elsewhere'""")]
    [WholeData("""UPDATE "Deployments" SET "Stage" = 'staging'""")]
    [WholeData("""UPDATE "Deployments" SET "Until" = "Since" + 1""")]
    [WholeData("""UPDATE "Deployments" SET "Since" = "Since" - 864000000000""")]
    [InlineData(null)]
    public async Task ChangedOrInsertedDeployment_AnswersNoQuestionOfProduction(string? change)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        Assert.True((await DeployAsync(scene, promotion)).IsDone);
        var production = scene.Get<ProductionAt>();
        Assert.Equal(
            "1.4.0",
            (await production.RunAsync(ApprovalsScene.ModelName, scene.Clock.GetUtcNow(), ApprovalsScene.Ct)).Value.Version
        );
        var permit = (await IssueAsync(scene)).Value.Id;

        if (change is null)
        {
            await CopyAsync<Domain.Models.Deployment>(scene, "Deployments", "1 = 1", ("Id", "99"));
        }
        else
        {
            await ChangeAsync(scene, change);
        }

        Assert.Equal(
            "record.altered",
            (await production.RunAsync(ApprovalsScene.ModelName, scene.Clock.GetUtcNow(), ApprovalsScene.Ct)).Refusal?.Code
        );
        Assert.Equal(
            "record.altered",
            (
                await production.BetweenAsync(
                    ApprovalsScene.ModelName,
                    scene.Clock.GetUtcNow().AddDays(-1),
                    scene.Clock.GetUtcNow(),
                    ApprovalsScene.Ct
                )
            )
                .Refusal
                ?.Code
        );
        await IsShutAsync(scene, promotion);
        Assert.NotNull(await AdmitAsync(scene, permit));
    }

    [Fact]
    public async Task RollBack_ToAVersionWhoseApprovalWasMadeInTheDatabase_IsRefused()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync("1.5.0");
        var never = await scene.RequestAsync();
        var promotion = await scene.RequestAsync("1.5.0");
        await scene.SignAllAsync(promotion);
        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, "1.5.0", Where, promotion.ToString()), ApprovalsScene.Ct);
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);

        await ChangeAsync(scene, $"""UPDATE "Promotions" SET "State" = 'deployed' WHERE "Id" = {never.Number}""");

        Assert.Equal(
            "record.altered",
            (await scene.Get<RollBack>().RunAsync(scene.Owner, new(ApprovalsScene.ModelName, "1.5.0", "1.4.0", "Worse"), ApprovalsScene.Ct))
                .Refusal
                ?.Code
        );
    }

    [Theory]
    [InlineData("""UPDATE "DeploymentPermits" SET "ExpiresAt" = "ExpiresAt" + 864000000000""")]
    [WholeData("""UPDATE "DeploymentPermits" SET "Environment" = 'prod-us'""")]
    [WholeData("""UPDATE "DeploymentPermits" SET "Stage" = 'staging'""")]
    [WholeData("""UPDATE "DeploymentPermits" SET "ArtifactSha256" = 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'""")]
    [InlineData("""UPDATE "DeploymentPermits" SET "Envelope" = X'7B7D'""")]
    public async Task ChangedPermit_CountsNowhere_AndIsNotWrittenOver(string change)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.SignAllAsync(await scene.RequestAsync());
        var permit = (await IssueAsync(scene)).Value.Id;
        Assert.Null(await AdmitAsync(scene, permit));

        await ChangeAsync(scene, change);

        Assert.Contains("does not match", await AdmitAsync(scene, permit), StringComparison.Ordinal);
        var view = (await scene.Get<CheckPermits>().GetAsync(permit, ApprovalsScene.Ct)).Value;
        Assert.Equal(("revoked", PermitEnd.RecordAltered), (view.State, view.Because));
        Assert.Equal(0, await scene.Get<CheckPermits>().RunAsync(ApprovalsScene.Ct));
        Assert.Empty(await scene.LogAsync("permit.revoked", permit.ToString()));
    }

    [Theory]
    [InlineData("""UPDATE "EmergencyOverrides" SET "ExpiresAt" = "ExpiresAt" + 864000000000""")]
    [WholeData("""UPDATE "OverrideConfirmations" SET "Person" = ENGINEER WHERE "Role" = 'RiskOfficer'""")]
    [InlineData("""DELETE FROM "OverrideConfirmations" WHERE "Role" = 'SecurityReviewer'""")]
    public async Task ChangedOverride_OpensNothing(string change)
    {
        await using var scene = await ProbeScene.CreateAsync(DatabaseKind.Sqlite);
        var promotion = await scene.RequestAsync();
        await OverrideTests.GrantAsync(scene, promotion);
        Assert.True((bool)(await scene.GateAsync())["allow"]!);

        await ChangeAsync(scene.Inner, change);

        Assert.Contains("record.altered", OverrideTests.Codes(await scene.GateAsync()));
        await scene.DeployRefusedAsync(promotion, "deployment.blocked");
    }

    private static async Task IsShutAsync(ApprovalsScene scene, PromotionId promotion)
    {
        var answer = await AskAsync(scene);
        Assert.False(answer.Allow);
        Assert.Contains("record.altered", answer.Reasons.Select(r => r.Code));
        var permit = await IssueAsync(scene);
        Assert.Contains("does not match the audit log", permit.Refusal?.Message ?? "none", StringComparison.Ordinal);
        Assert.False((await DeployAsync(scene, promotion)).IsDone);
        Assert.DoesNotContain(
            await scene.LogAsync("deployment.made"),
            e => (string?)e["outcome"] == "done" && (string?)e["data"]!["region"] == "again"
        );
    }

    private static Task<DeployAnswer> AskAsync(ApprovalsScene scene) =>
        scene
            .Get<EvaluateDeploymentGate>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, "1.4.0", "production", null), ApprovalsScene.Ct);

    private static async Task<Result<DeploymentPermit>> IssueAsync(ApprovalsScene scene) =>
        await scene
            .Get<IssuePermit>()
            .RunAsync(
                scene.Engineer,
                new(ApprovalsScene.ModelName, "1.4.0", "production", await DigestAsync(scene), Where, ApprovalsScene.Image),
                ApprovalsScene.Ct
            );

    private static async Task<Result<DeploymentView>> DeployAsync(ApprovalsScene scene, PromotionId promotion) =>
        await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, "1.4.0", Where, promotion.ToString()), ApprovalsScene.Ct);

    private static async Task<string> DigestAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct);
        return await db.Versions.Where(v => v.Version == "1.4.0").Select(v => v.ArtifactSha256).SingleAsync(ApprovalsScene.Ct);
    }

    private static async Task<string?> AdmitAsync(ApprovalsScene scene, PermitId permit)
    {
        var pod = Reviews.Pod(ApprovalsScene.Image, permit.ToString(), await DigestAsync(scene));
        using var review = JsonDocument.Parse(Reviews.Of("", "Pod", pod).ToJsonString());
        return await scene
            .Get<JudgeAdmission>()
            .RunAsync("production", Where, review.RootElement.GetProperty("request"), ApprovalsScene.Ct);
    }

    /// <summary>What the holder of the database does.</summary>
    private static async Task ChangeAsync(ApprovalsScene scene, string statement)
    {
        statement = statement.Replace(
            "ENGINEER",
            scene.Engineer.User!.Value.Number.ToString(CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );
        if (!await IsPostgresAsync(scene.Portal.Databases))
        {
            await LogNode.TamperAsync(scene.Portal, statement);
            return;
        }

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct);
        await db.Database.OpenConnectionAsync(ApprovalsScene.Ct);
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Statements of tests.
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ApprovalsScene.Ct);
    }

    private static async Task<bool> IsPostgresAsync(IDbContextFactory<GovernanceDbContext> databases)
    {
        await using var db = await databases.CreateDbContextAsync(ApprovalsScene.Ct);
        return db.Database.ProviderName!.Contains("Npgsql", StringComparison.Ordinal);
    }

    /// <summary>Inserts a copy of a row with some columns changed.</summary>
    private static async Task CopyAsync<T>(ApprovalsScene scene, string table, string where, params (string Column, string Value)[] changed)
    {
        List<string> columns;
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct))
        {
            Assert.Equal(table, db.Model.FindEntityType(typeof(T))!.GetTableName());
            columns = await db
                .Database.SqlQuery<string>($"SELECT name AS \"Value\" FROM pragma_table_info({table})")
                .ToListAsync(ApprovalsScene.Ct);
        }

        var values = columns.Select(c => changed.FirstOrDefault(x => x.Column == c).Value ?? $"\"{c}\"");
        await ChangeAsync(
            scene,
            $"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", values)} "
                + $"FROM \"{table}\" WHERE {where} LIMIT 1"
        );
    }
}
