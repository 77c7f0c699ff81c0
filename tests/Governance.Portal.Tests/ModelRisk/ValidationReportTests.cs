using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.ModelRisk;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Approvals;
using Governance.Reporting;
using Governance.Reporting.Validations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.ModelRisk;

/// <summary>The document of a validation: what was signed, and its findings as they stand.</summary>
public sealed class ValidationReportTests
{
    private const string Model = ApprovalsScene.ModelName;
    private const string Version = "2.0.0";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task Document_IsOfASignedReport_WithItsFindings_AndOfNothingElse()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync(Version, by: await scene.PersonAsync("developer@test.example", Roles.Engineer));
        var validator = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var day = DateOnly.FromDateTime(scene.Clock.GetUtcNow().UtcDateTime).AddDays(30);
        var id = Done(
            await scene
                .Get<PlanValidation>()
                .RunAsync(validator, new(Model, Version, "Card payments", "Calibration\nStability", "risk@test.example", day), Ct)
        );
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var owner = await db.Users.Where(u => u.Id == scene.Owner.User!.Value.Number).Select(u => u.Email).SingleAsync(Ct);
        var finding = Done(await scene.Get<RaiseFinding>().RunAsync(validator, new(Model, id, "low", "Off above 0.8", owner, day), Ct));
        Done(await scene.Get<MoveFinding>().RunAsync(validator, new(Model, finding, day.AddDays(10), "Labels come later"), Ct));
        var builder = scene.Get<ReportKinds>().Find("validation").Value;

        Assert.Equal("report.subject-unknown", (await builder.FindAsync(db, id.ToString(), Ct)).Refusal?.Code);
        Assert.Equal("report.subject-unknown", (await builder.FindAsync(db, "VAL-0099", Ct)).Refusal?.Code);
        Assert.Empty(await builder.ChoicesAsync(db, Ct));

        var proof = await scene.ProofAsync(validator, SignValidation.Binding(id));
        Done(
            await scene
                .Get<SignValidation>()
                .RunAsync(validator, new(Model, id, "fit", "All tests met", "The window", "Kept, with reasons", null, proof), Ct)
        );
        Assert.Equal(id.ToString(), (await builder.FindAsync(db, id.ToString().ToLowerInvariant(), Ct)).Value);
        Assert.Equal(id.ToString(), Assert.Single(await builder.ChoicesAsync(db, Ct)).Subject);
        var record = Assert.IsType<ValidationRecord>(await builder.BuildAsync(id.ToString(), Document(scene), Ct));

        Assert.Equal(
            (Model, Version, "fit", "All tests met", "Risk officer"),
            (record.Model.Name, record.Version, record.Report.Conclusion, record.Report.Summary.Text, record.Report.Signature.Role)
        );
        Assert.NotNull(record.Report.Signature.LogIndex);
        var printed = Assert.Single(record.Findings);
        Assert.Equal((finding.ToString(), day.AddDays(10), false), (printed.Id, printed.DueOn, printed.IsOverdue));
        Assert.Equal("Labels come later", Assert.Single(printed.Moves).Reason.Text);
    }

    private static ReportDocument Document(ApprovalsScene scene) =>
        new()
        {
            Id = "REP-0001",
            MadeAt = scene.Clock.GetUtcNow(),
            MadeBy = "Rita Risk",
            Installation = "Northwall Bank",
        };

    private static T Done<T>(Result<T> result)
    {
        Assert.True(result.IsDone, result.Refusal?.Message);
        return result.Value;
    }
}
