using System.Globalization;
using Governance.Policies;

namespace Governance.Portal.Approvals.Policies.Words;

/// <content>Rules about agents.</content>
internal static partial class RuleWords
{
    private static (Phrase, Phrase, IEnumerable<Phrase?>) AgentTools(RuleParameters given) =>
        (
            new("Tools of the agent"),
            given.Has("allow") ? new("only {0}", given.Tools("allow").Select(entry => Entry(entry, allows: true))) : new("reviewed"),
            [
                Entries(given, "ask", "A person is asked before the agent uses {0}"),
                Entries(given, "deny", "Never {0}"),
                given.Has("allow") ? new("Every tool is reviewed") : null,
                given.Text("observed") switch
                {
                    "deny" => new("Its servers list the tools of the manifest"),
                    "warn" => new("Reports when its servers list different tools"),
                    _ => null,
                },
            ]
        );

    private static (Phrase, Phrase, IEnumerable<Phrase?>) AgentLimits(RuleParameters given) =>
        (
            new("Limits for each run of the agent"),
            new("named in the manifest"),
            [
                given.Integer("maxSteps") is { } steps ? new("At most {0}", Plural(steps, "step")) : null,
                given.Integer("maxSeconds") is { } seconds ? new("Ends after {0} at the latest", Plural(seconds, "second")) : null,
                given.Integer("maxCallsPerMinute") is { } calls ? new("At most {0} per minute", Plural(calls, "call")) : null,
                given.Number("maxSpend") is { } spend ? new("Spends at most {0}", Money((decimal)spend, given.Text("currency"))) : null,
            ]
        );

    private static (Phrase, Phrase, IEnumerable<Phrase?>) AgentAutonomy(RuleParameters given) =>
        (
            new("Autonomy of the agent"),
            new("at most: {0}", Autonomy(given.Text("max") ?? "")),
            [
                given.Text("withIrreversible") is { } undone
                    ? new("With tools whose effect cannot be undone, at most: {0}", Autonomy(undone))
                    : null,
                given.Text("withMoney") is { } paying ? new("With tools that move money, at most: {0}", Autonomy(paying)) : null,
                Days(given, "killSwitchMaxAgeDays", "Kill switch tested in the last {0}"),
            ]
        );

    private static (Phrase, Phrase, IEnumerable<Phrase?>) AgentModels(RuleParameters given) =>
        (
            new("Models the agent uses"),
            given.Has("allow") ? new("only {0}", given.List("allow")) : new("named in the manifest"),
            [Flag(given, "pinned", "Each in one exact version"), Flag(given, "approvedOnly", "Each is in production in this registry")]
        );

    private static (Phrase, Phrase, IEnumerable<Phrase?>) AgentEvaluation(RuleParameters given) =>
        (
            new("Suite of attacks on the agent"),
            Age(given) ?? new("on file"),
            [
                Share(given, "maxAttackSuccess", "At most {0} of the attacks succeed"),
                Share(given, "minTaskSuccess", "At least {0} of the harmless tasks are done"),
                Share(given, "minUnderAttack", "At least {0} of the tasks are done under attack"),
                Share(given, "minInjectionResistance", "At least {0} of the attacks through each channel fail"),
                When(given, "channels", "Channels: {0}"),
                given.Integer("minSamples") is { } cases ? new("Each figure measured on at least {0}", Plural(cases, "case")) : null,
                new("Even at the less favourable end of the confidence interval"),
            ]
        );

    private static Phrase? Entries(RuleParameters given, string name, string text) =>
        given.Has(name) ? new(text, given.Tools(name).Select(entry => Entry(entry, allows: false))) : null;

    private static Phrase Entry(AgentToolEntry entry, bool allows)
    {
        var what = entry.Risk is { } risk ? Risk(risk) : new("{0}", entry.On);
        var conditions = new[]
        {
            entry.Scope is { } scope ? new Phrase("in {0}", scope) : null,
            entry.Amount is { } amount ? new Phrase(allows ? "up to {0}" : "above {0}", Money(amount, entry.Currency)) : null,
            entry.Hours is { } hours
                ? new Phrase(
                    "{0}",
                    string.Create(CultureInfo.InvariantCulture, $"{hours.From:HH\\:mm}–{hours.Until:HH\\:mm} {hours.TimeZone}")
                )
                : null,
        }
            .OfType<Phrase>()
            .ToList();
        return conditions.Count == 0 ? what : new("{0} ({1})", what, conditions);
    }

    private static Phrase Risk(string risk) =>
        risk switch
        {
            "read" => new("tools that read"),
            "write" => new("tools that write"),
            "irreversible" => new("tools whose effect cannot be undone"),
            "external" => new("tools that act outside the organisation"),
            "money" => new("tools that move money"),
            "personal-data" => new("tools that process personal data"),
            _ => new("{0}", risk),
        };

    private static Phrase Autonomy(string level) =>
        level switch
        {
            "advises" => new("it only proposes"),
            "approved-acts" => new("a person approves each action"),
            "supervised" => new("it acts and asks at its checkpoints"),
            "autonomous" => new("it acts on its own"),
            _ => new("{0}", level),
        };

    private static Phrase? Share(RuleParameters given, string name, string text) =>
        given.Number(name) is { } share ? new(text, (Func<string>)(() => MetricFigure.Of("attackSuccessRate", share))) : null;

    private static Func<string> Money(decimal amount, string? currency) => () => $"{MetricFigure.Plain((double)amount)} {currency}";
}
