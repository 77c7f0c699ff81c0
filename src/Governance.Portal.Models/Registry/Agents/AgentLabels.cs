using System.Text.RegularExpressions;
using Governance.Domain.Agents;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>Words of manifests as people read them.</summary>
internal static partial class AgentLabels
{
    /// <summary>How far an agent may go by itself.</summary>
    public static string Autonomy(string level) =>
        level switch
        {
            "advises" => "Only advises",
            "approved-acts" => "A person approves each action",
            "supervised" => "Acts and asks at checkpoints",
            "autonomous" => "Acts without supervision",
            _ => level,
        };

    /// <summary>What a tool can do.</summary>
    public static string Risk(string risk) =>
        risk switch
        {
            "read" => "Reads",
            "write" => "Writes",
            "irreversible" => "Cannot be undone",
            "external" => "Acts externally",
            "money" => "Moves money",
            "personal-data" => "Personal data",
            ToolRisks.Unreviewed => "Risks unknown",
            _ => risk,
        };

    /// <summary>How much a risk asks for attention.</summary>
    public static Tone ToneOf(string risk) =>
        risk switch
        {
            ToolRisks.Unreviewed => Tone.Fail,
            "irreversible" or "money" or "personal-data" => Tone.Warn,
            _ => Tone.Idle,
        };

    /// <summary>The icon of a risk: what asks for no attention waits for nothing either, which is what the icon of its tone says.</summary>
    public static string? IconOf(string risk) => ToneOf(risk) is Tone.Idle ? "info" : null;

    /// <summary>What an agent remembers.</summary>
    public static string Memory(string kind) =>
        kind switch
        {
            "none" => "Nothing",
            "run" => "During a run",
            "lasting" => "Beyond a run",
            _ => kind,
        };

    /// <summary>Whether it may act.</summary>
    public static string State(AgentState state) => state is AgentState.Stopped ? "Stopped" : "Running";

    /// <summary>A change in the language of the page.</summary>
    public static string Change(AgentChange change) =>
        T[
            change.Text,
            [
                .. change.Values.Select(
                    (value, place) => (object?)(place == 0 && AgentChangeTexts.IsOfCheckpoint(change.Text) ? Waiting(value) : Value(value))
                ),
            ]
        ];

    /// <summary>What a checkpoint waits for: a tool by its name, or all tools with a risk.</summary>
    public static string On(string on) =>
        AgentVocabulary.ToolRisks.Contains(on, StringComparer.Ordinal) ? T["each tool: {0}", T.Word(Risk(on))] : on;

    private static string Waiting(string on) =>
        AgentVocabulary.ToolRisks.Contains(on, StringComparer.Ordinal) ? T["tools with the risk “{0}”", T.Word(Risk(on))] : on;

    // Words of ours and amounts enter sentences as values; names of tools and servers stay as they are.
    private static string Value(string value) =>
        AgentChangeTexts.Words.Values.Contains(value, StringComparer.Ordinal) ? T[value]
        : value.Split(", ") is var parts && Array.TrueForAll(parts, p => AgentVocabulary.ToolRisks.Contains(p, StringComparer.Ordinal))
            ? string.Join(", ", parts.Select(p => Within(T.Word(Risk(p)))))
        : Amount().IsMatch(value) ? Shapes.Numbers(value)
        : value;

    // Nouns keep their capital in German.
    private static string Within(string label) => char.ToLowerInvariant(label[0]) + label[1..];

    // 1,500 or 1,000.00 EUR: a version such as 1.5 is none.
    [GeneratedRegex(@"^(\d{1,3}(,\d{3})+|[\d,]+(\.\d+)? [A-Z]{3})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Amount();
}
