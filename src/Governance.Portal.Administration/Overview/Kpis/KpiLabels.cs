using Governance.Domain;
using Governance.Domain.Kpis;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Values;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>How key figures are written.</summary>
internal static class KpiLabels
{
    /// <summary>What a key figure is about, wherever it is shown.</summary>
    public static FigureId Figure(Kpi kpi, KpiScope scope, bool isBefore = false) =>
        new(
            scope.IsAll ? "portal" : string.Join('+', new[] { scope.Model, scope.System, scope.Owner }.OfType<string>()),
            $"kpi:{WireName.Of(kpi)}",
            $"{scope.Days}d{(isBefore ? " before" : "")}"
        );

    /// <summary>The number without its unit; null when there is none.</summary>
    public static string? Value(KpiFigure figure) => figure.Value is { } value ? Number(figure.Id, value) : null;

    /// <summary>The unit, with what it is counted of.</summary>
    public static string? Unit(KpiFigure figure) =>
        figure.Id switch
        {
            Kpi.ModelsDrifting => T["of {0} monitored", Formats.Count(figure.Part ?? 0)],
            Kpi.RisksAboveAppetite => T["of {0} open", Formats.Count(figure.Part ?? 0)],
            Kpi.OpenRisks or Kpi.RefusedAttempts or Kpi.RefusedSignIns or Kpi.FailedVerifications or Kpi.PromptInjections or Kpi.Leaks =>
                null,
            _ => T.Word(KpiDefinition.Of(figure.Id).Unit),
        };

    /// <summary>Change since the period before, with its sign; null when it is not known.</summary>
    public static string? Change(KpiFigure figure)
    {
        if (figure is not { Value: { } value, Before: { } before })
        {
            return null;
        }

        var change = Math.Round(value - before, Decimals(figure.Id));
        return change == 0 ? T["No change"] : Formats.Change(change, Decimals(figure.Id)) + (IsShare(figure.Id) ? $" {T["pts"]}" : "");
    }

    /// <summary>True when the change is for the better, null when there is none or no one can tell.</summary>
    public static bool? Better(KpiFigure figure)
    {
        if (figure is not { Value: { } value, Before: { } before } || KpiDefinition.Of(figure.Id).LowerIsBetter is not { } lower)
        {
            return null;
        }

        var change = Math.Round(value - before, Decimals(figure.Id));
        return change == 0 ? null : change < 0 == lower;
    }

    /// <summary>What the figure is to reach.</summary>
    public static string Target(Kpi id, double most) =>
        id switch
        {
            Kpi.ChangeFailureRate => T["Target {0} %", Formats.AtMost(most, 0)],
            Kpi.ApprovalTime => T["Target {0} h", Formats.AtMost(most, 0)],
            _ => T["Target {0} d", Formats.AtMost(most, 0)],
        };

    /// <summary>The target, or what the figure rests on.</summary>
    public static string Note(KpiFigure figure, double? target, int days) =>
        figure.Id switch
        {
            _ when target is { } most => Target(figure.Id, most),
            Kpi.ComplianceScore when figure.Part is { } owed => T["across {0}", Formats.Plural(owed, "obligation")],
            Kpi.ResidualRisk when figure.Part is { } assessed => T["across {0}", Formats.Plural(assessed, "assessed risk")],
            Kpi.LateExplanations when figure.Part is 0 => T["no answer due in the period"],
            Kpi.LateExplanations when figure.Part is { } due => T["across {0}", Formats.Plural(due, "request")],
            Kpi.AuditCoverage when figure is { Part: { } live, Unknown: > 0 } => T[
                "of {0} in production, {1} unknown",
                Formats.Plural(live, "model"),
                Formats.Count(figure.Unknown)
            ],
            Kpi.AuditCoverage when figure.Part is { } live => T["of {0} in production", Formats.Plural(live, "model")],
            _ => T["vs prior {0} days", days],
        };

    /// <summary>Where the records are kept, narrowed to the same ones; null where no list can be narrowed so.</summary>
    public static (string Words, string Href)? List(Kpi id, KpiScope scope) =>
        id switch
        {
            Kpi.LateExplanations => (
                "Explanation requests",
                Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(
                    Governance.Portal.Kernel.Pages.ComplianceAddresses.Explanations,
                    new Dictionary<string, string?>(StringComparer.Ordinal) { ["system"] = scope.System }.Where(p => p.Value is not null)
                )
            ),
            Kpi.RefusedAttempts => ("Audit log", Audit(scope, ("outcome", "refused"))),
            Kpi.RefusedSignIns => ("Audit log", Audit(scope, ("outcome", "refused"), ("action", "session.refused"))),
            Kpi.Leaks => (
                "Alerts",
                Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(
                    "/alerts",
                    new Dictionary<string, string?>(StringComparer.Ordinal) { ["model"] = scope.Model }.Where(p => p.Value is not null)
                )
            ),
            Kpi.PromptInjections => (
                "Alerts",
                Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(
                    "/alerts",
                    new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["model"] = scope.Model,
                        ["rule"] = WireName.Of(Governance.Domain.Monitoring.AlertRule.Evaluation),
                    }.Where(p => p.Value is not null)
                )
            ),
            Kpi.OpenRisks or Kpi.RisksAboveAppetite or Kpi.ResidualRisk => (
                "Risk register",
                Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(
                    "/risks",
                    new Dictionary<string, string?>(StringComparer.Ordinal) { ["model"] = scope.Model, ["system"] = scope.System }.Where(
                        p => p.Value is not null
                    )
                )
            ),
            _ => null,
        };

    /// <summary>The audit log over the period.</summary>
    public static string Audit(KpiScope scope, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in more)
        {
            values[name] = value;
        }

        (values["since"], values["until"]) = (Formats.Iso(scope.Period.From), Formats.Iso(scope.Period.To));
        return Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString("/audit", values);
    }

    /// <summary>The address of its page.</summary>
    public static string Href(Kpi id, KpiScope scope) => scope.Href($"/kpis/{WireName.Of(id)}");

    /// <summary>A number of this figure.</summary>
    public static string Number(Kpi id, double value) => Formats.Number(value, Decimals(id));

    private static bool IsShare(Kpi id) => id is Kpi.ChangeFailureRate or Kpi.AuditCoverage or Kpi.LateExplanations;

    private static int Decimals(Kpi id) =>
        id is Kpi.ChangeFailureRate or Kpi.TimeToRemediate or Kpi.DeploymentVelocity or Kpi.ApprovalTime or Kpi.LateExplanations ? 1 : 0;
}
