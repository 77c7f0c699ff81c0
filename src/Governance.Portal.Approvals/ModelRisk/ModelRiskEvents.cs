using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Log entries of tiers, validations, findings, changes and overlays: ids, words of lists and digests.</summary>
internal static class ModelRiskEvents
{
    /// <summary>What the list over all models listens to.</summary>
    public const string List = "model-risk";

    /// <summary>An assessment; the one that it takes the place of is named, so that no one is reminded of it any more.</summary>
    public static void Tier(ActionContext context, string action, TierAssessment tier, TierAssessmentId? renews = null) =>
        Append(
            context,
            action,
            tier.Id.ToString(),
            [tier.Model],
            new()
            {
                ["model"] = tier.Model,
                ["tier"] = WireName.Of(tier.Tier),
                ["computed"] = WireName.Of(tier.Computed),
                ["materiality"] = WireName.Of(tier.Answers.Materiality),
                ["complexity"] = WireName.Of(tier.Answers.Complexity),
                ["state"] = WireName.Of(tier.State),
                ["renews"] = renews?.ToString(),
                ["materialitySha256"] = tier.MaterialityReason.Sha256,
                ["complexitySha256"] = tier.ComplexityReason.Sha256,
                ["reasonSha256"] = tier.OverrideReason?.Sha256,
            }
        );

    public static void Validation(ActionContext context, string action, ModelValidation validation)
    {
        var data = new JsonObject
        {
            ["version"] = ModelName.Of(validation.Model, validation.Version),
            ["validator"] = validation.Validator.ToString(),
            ["dueOn"] = Day(validation.DueOn),
            ["scopeSha256"] = validation.Scope.Sha256,
            ["testsSha256"] = validation.Tests.Sha256,
        };
        if (validation.Report is { } report)
        {
            data["conclusion"] = WireName.Of(report.Conclusion);
            data["summarySha256"] = report.Summary.Sha256;
            data["challengedSha256"] = report.Challenged.Sha256;
            data["outcomeSha256"] = report.Outcome.Sha256;
            data["conditionsSha256"] = report.Conditions?.Sha256;
            data["authentication"] = Proof(report.Attestation);
        }

        Append(context, action, validation.Id.ToString(), Of(validation.Model, validation.Version), data, validation.Report?.Attestation);
    }

    public static void Finding(ActionContext context, string action, ValidationFinding finding) =>
        Append(
            context,
            action,
            finding.Id.ToString(),
            [.. Of(finding.Model, finding.Version), finding.Validation.ToString()],
            new()
            {
                ["version"] = ModelName.Of(finding.Model, finding.Version),
                ["validation"] = finding.Validation.ToString(),
                ["severity"] = WireName.Of(finding.Severity),
                ["owner"] = finding.Owner.ToString(),
                ["dueOn"] = Day(finding.DueOn),
                ["textSha256"] = finding.Text.Sha256,
                ["evidence"] = finding.Evidence,
                ["closureSha256"] = finding.Closure?.Sha256,
            }
        );

    public static void Extension(ActionContext context, string action, ValidationFinding finding, FindingExtension extension) =>
        Append(
            context,
            action,
            finding.Id.ToString(),
            [.. Of(finding.Model, finding.Version), finding.Validation.ToString()],
            new()
            {
                ["version"] = ModelName.Of(finding.Model, finding.Version),
                ["number"] = extension.Number,
                ["before"] = Day(extension.Before),
                ["dueOn"] = Day(extension.DueOn),
                ["state"] = WireName.Of(extension.State),
                ["reasonSha256"] = extension.Reason.Sha256,
            }
        );

    public static void Change(ActionContext context, ModelChange change) =>
        Append(
            context,
            "model.change-judged",
            change.Id.ToString(),
            Of(change.Model, change.Version),
            new()
            {
                ["version"] = ModelName.Of(change.Model, change.Version),
                ["against"] = change.Against,
                ["material"] = change.IsMaterial,
                ["reasonSha256"] = change.Reason.Sha256,
                ["authentication"] = Proof(change.Attestation),
            },
            change.Attestation
        );

    public static void Overlay(ActionContext context, string action, ModelOverlay overlay) =>
        Append(
            context,
            action,
            overlay.Id.ToString(),
            [overlay.Model],
            new()
            {
                ["model"] = overlay.Model,
                ["kind"] = WireName.Of(overlay.Kind),
                ["owner"] = overlay.Owner.ToString(),
                ["since"] = Day(overlay.Since),
                ["reviewOn"] = Day(overlay.ReviewOn),
                ["textSha256"] = overlay.Text.Sha256,
                ["endReasonSha256"] = overlay.EndReason?.Sha256,
            }
        );

    private static void Append(
        ActionContext context,
        string action,
        string subject,
        IReadOnlyList<string> about,
        JsonObject data,
        Attestation? attested = null
    ) =>
        context.Append(
            new AuditEvent(action, subject, data) { ActorName = attested is null ? null : attested.PrintedName, Covers = [List, .. about] },
            attested is null ? null : attested.LoggedAt
        );

    private static string[] Of(string model, string version) => [model, ModelName.Of(model, version)];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonObject Proof(Attestation attestation) =>
        new() { ["method"] = attestation.AuthenticationMethod, ["at"] = CanonicalJson.Time(attestation.AuthenticatedAt) };
}
