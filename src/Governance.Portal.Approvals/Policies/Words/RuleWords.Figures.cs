using Governance.Domain.Identity;
using Governance.Policies;

namespace Governance.Portal.Approvals.Policies.Words;

/// <content>Types of rules that say more than one thing.</content>
internal static partial class RuleWords
{
    private const int HoursOfADay = 24;

    private static (Phrase, Phrase, IEnumerable<Phrase?>) Threshold(RuleParameters given)
    {
        var name = given.Text("metric") ?? "";
        var (metric, value) = (Metric(name), given.Number("value") ?? 0);
        Func<string> figure = () => MetricFigure.Of(name, value);
        var measure = given.Text("attribute") is { } attribute ? new Phrase("{0} between groups by {1}", metric, attribute) : metric;
        return (
            given.Text("slice") is { } slice ? new("{0} in the slice {1}", measure, slice) : measure,
            given.Text("op") switch
            {
                ">=" => new("at least {0}", figure),
                ">" => new("above {0}", figure),
                "<" => new("below {0}", figure),
                _ => new("at most {0}", figure),
            },
            [
                MetricFigure.ComparesGroups(name) && !given.Has("attribute") ? new("For every protected attribute in the report") : null,
                given.Integer("minSamples") is { } rows ? new("Measured on at least {0}", Plural(rows, "row")) : null,
                Flag(given, "conservative", "Even at the less favourable end of the confidence interval"),
                Source(given),
            ]
        );
    }

    private static (Phrase, Phrase, IEnumerable<Phrase?>) Drift(RuleParameters given)
    {
        var statistic = Statistic(given.Text("statistic") ?? "");
        var features = given.List("features");
        var (most, max) = (given.Integer("maxDriftedFeatures") ?? 0, given.Number("max") ?? 0);
        Func<string> figure = () => MetricFigure.Plain(max);
        return (
            features.Count == 0 ? new("Drift ({0}) of every feature", statistic) : new("Drift ({0}) of {1}", statistic, features),
            new("at most {0}", figure),
            [
                most > 0 ? new("Up to {0} may exceed it", Plural(most, "feature")) : null,
                given.Integer("maxAgeHours") is not { } hours ? null
                : hours % HoursOfADay == 0 ? new("Compared in the last {0}", Plural(hours / HoursOfADay, "day"))
                : new("Compared in the last {0}", Plural(hours, "hour")),
                Source(given),
            ]
        );
    }

    private static Phrase Statistic(string name) =>
        name switch
        {
            "psi" or "ks" => new("{0}", name.ToUpperInvariant()),
            "jensenShannon" => new("Jensen–Shannon distance"),
            "hellinger" => new("Hellinger distance"),
            "totalVariation" => new("total variation distance"),
            "cramersV" => new("{0}", "Cramér's V"),
            _ => new("{0}", name),
        };

    private static (Phrase, Phrase, IEnumerable<Phrase?>) Evidence(RuleParameters given) =>
        (
            new("Evidence: {0}", given.List("kinds").Select(Kind)),
            Age(given) ?? new("on file"),
            [
                given.List("boundTo").Contains("artifact") ? new("States that it was measured on this artifact") : null,
                given.List("boundTo").Contains("dataset") ? new("States that it was measured on the declared held-out set") : null,
            ]
        );

    private static (Phrase, Phrase, IEnumerable<Phrase?>) PersonalData(RuleParameters given) =>
        (
            new("Personal data found in each dataset"),
            given.Integer("maxFindings") is > 0 and var most ? new("at most {0}", Plural(most, "finding")) : new("none"),
            [When(given, "detectors", "Searched for {0}"), When(given, "fields", "Fields searched: {0}")]
        );

    private static (Phrase, Phrase, IEnumerable<Phrase?>) Findings(RuleParameters given)
    {
        var onlyMaterial = given.Text("reportFor") == "material-change";
        return (
            new("Open findings of validations"),
            Above(given.Text("maxSeverityOpen") ?? "medium"),
            [
                given.Text("overdue") == "ignore" ? null : new("None is overdue"),
                Days(given, "reportMaxAgeDays", "Validation report signed in the last {0}")
                    ?? (given.Flag("requireReport") || onlyMaterial ? new("Validation report signed") : null),
                onlyMaterial ? new("Report needed only after a material change") : null,
                new("The newest report does not rate the version as unfit"),
            ]
        );
    }

    private static (Phrase, Phrase, IEnumerable<Phrase?>) Requester(RuleParameters given) =>
        (
            given.Text("action") switch
            {
                "retire" => new("Person who requests the retirement"),
                "train" => new("Person who requests the training"),
                "validate" => new("Person who files validation evidence"),
                "deploy" => new("Person who deploys"),
                _ => new("Person who requests the promotion"),
            },
            given.Has("roles")
                ? new("holds one of the roles {0}", given.List("roles").Select(role => new Phrase(Roles.Title(role))))
                : new("has an account"),
            [
                Flag(given, "mfa", "Signed in with a second factor"),
                .. given
                    .List("separationFrom")
                    .Select(deed => new Phrase(
                        deed switch
                        {
                            "registered-version" => "Did not register the version",
                            "added-evidence" => "Added no evidence",
                            _ => "Does not own the model",
                        }
                    )),
            ]
        );
}
