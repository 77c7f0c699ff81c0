using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting;
using Governance.Reporting.Validations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>A validation whose report was signed, with its findings as they stand.</summary>
internal sealed class ValidationReportBuilder(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock) : IReportBuilder
{
    public string Kind => "validation";

    public Permission Shows => Permission.ReadRegistry;

    public async Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await db
            .ModelValidations.AsNoTracking()
            .Where(v => v.State == ValidationState.Reported)
            .OrderByDescending(v => v.Id)
            .Take(ReportKinds.MaxChoices)
            .Select(v => new
            {
                v.Id,
                v.Model,
                v.Version,
            })
            .ToListAsync(ct);
        return [.. found.Select(v => new ReportChoice(v.Id.ToString(), Wording.Verbatim($"{v.Model} {v.Version} ({v.Id})")))];
    }

    public async Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (!DisplayId.TryParse<ValidationId>(subject, out var id))
        {
            return ReportRefusals.SubjectUnknown($"A validation report needs the ID of a validation, such as VAL-0003.");
        }

        var state = await db
            .ModelValidations.AsNoTracking()
            .Where(v => v.Id == id)
            .Select(v => (ValidationState?)v.State)
            .SingleOrDefaultAsync(ct);
        return state switch
        {
            ValidationState.Reported => id.ToString(),
            null => ReportRefusals.SubjectUnknown($"There is no validation {id}."),
            _ => ReportRefusals.SubjectUnknown($"The report of {id} is not signed: there is nothing to print yet."),
        };
    }

    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (
            !DisplayId.TryParse<ValidationId>(subject, out var id)
            || await db.ModelValidations.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, ct) is not { Report: { } report } validation
        )
        {
            throw new ReportDataException(ValidationRefusals.NotFound.Message);
        }

        var model = await db.Models.AsNoTracking().SingleAsync(m => m.Name == validation.Model, ct);
        var version = await db.Versions.AsNoTracking().SingleAsync(v => v.Model == validation.Model && v.Version == validation.Version, ct);
        var tier = await db
            .TierAssessments.AsNoTracking()
            .Where(t => t.Model == model.Name && t.State == TierState.InForce)
            .OrderByDescending(t => t.Id)
            .Select(t => (ModelTier?)t.Tier)
            .FirstOrDefaultAsync(ct);
        var findings = await db
            .ValidationFindings.AsNoTracking()
            .Where(f => f.Model == model.Name && f.Validation == id)
            .OrderBy(f => f.Id)
            .ToListAsync(ct);
        var now = clock.GetLocalNow();
        return new ValidationRecord
        {
            Document = document,
            Validation = subject,
            Model = (model.Name, model.DisplayName),
            Version = validation.Version,
            VersionSha256 = version.ManifestSha256,
            RiskClass = model.RiskClass is { } riskClass ? WireName.Of(riskClass) : null,
            Tier = tier is { } known ? ModelRiskLabels.Of(known) : null,
            Plan = new(Words(validation.Scope), Words(validation.Tests), validation.PlannedByName, validation.PlannedAt, validation.DueOn),
            Report = new(
                WireName.Of(report.Conclusion),
                Words(report.Summary),
                Words(report.Challenged),
                Words(report.Outcome),
                report.Conditions is { } conditions ? Words(conditions) : null,
                new(
                    report.Attestation.Person.ToString(),
                    report.Attestation.PrintedName,
                    Roles.Title(report.Attestation.Function),
                    report.Attestation.At,
                    report.Attestation.AuthenticationMethod,
                    report.Attestation.LogIndex
                )
            ),
            Findings = [.. findings.Select(f => Of(f, now))],
        };
    }

    private static ValidationFindingFacts Of(ValidationFinding finding, DateTimeOffset now) =>
        new(
            finding.Id.ToString(),
            WireName.Of(finding.Severity),
            Words(finding.Text),
            finding.OwnerName,
            finding.DueOn,
            finding.IsOverdue(now),
            [
                .. finding
                    .Extensions.Where(e => e.State is ExtensionState.InForce)
                    .OrderBy(e => e.Number)
                    .Select(e => new ValidationMove(e.Before, e.DueOn, e.ByName, e.DecidedByName, Words(e.Reason))),
            ],
            finding.State is FindingState.Closed
                ? new(finding.Evidence!, Words(finding.Closure!), finding.ClosedByName!, finding.ClosedAt!.Value)
                : null
        );

    private static ValidationWords Words(SaltedText text) => new(text.Text, text.Sha256);
}
