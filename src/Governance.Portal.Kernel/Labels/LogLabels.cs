using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Actions of the log in words, as the feature says them that appends them.</summary>
/// <param name="Words">By action.</param>
public sealed record ActionLabels(IReadOnlyList<(string Action, string Words)> Words);

/// <summary>What of an entry's data belongs into its words.</summary>
/// <param name="Action">Of which action.</param>
/// <param name="Say">The words with it, of the words alone and the data; null where the words alone are said.</param>
public sealed record ActionDetail(string Action, Func<string, JsonObject, string?> Say);

/// <summary>The name of an actor that is neither a person nor a key.</summary>
/// <param name="Actor">As the log has it.</param>
/// <param name="Name">As people read it.</param>
public sealed record ActorName(string Actor, string Name);

/// <summary>
/// Puts the log's actions (<c>promotion.signed</c>) and the portal's own actors into words. Each feature says them of what it appends, in
/// its registration: see <see cref="LogLabelsServices"/>. A test holds that every action and every job has some.
/// </summary>
public sealed class LogLabels
{
    private readonly FrozenDictionary<string, string> _actions;
    private readonly FrozenDictionary<string, string> _actors;
    private readonly FrozenDictionary<string, Func<string, JsonObject, string?>> _details;

    /// <summary>Of what all features say. What two of them say is a fault of ours, which the first use shows.</summary>
    public LogLabels(IEnumerable<ActionLabels> actions, IEnumerable<ActionDetail> details, IEnumerable<ActorName> actors)
    {
        _actions = Once(actions.SelectMany(a => a.Words).Select(a => (a.Action, a.Words)));
        _details = Once(details.Select(d => (d.Action, d.Say)));
        _actors = Once(actors.Select(a => (a.Actor, a.Name)));
    }

    /// <summary>Every action that has words.</summary>
    public IReadOnlyDictionary<string, string> Actions => _actions;

    /// <summary>Those who are neither a person nor a key, by their names.</summary>
    public IReadOnlyDictionary<string, string> Actors => _actors;

    /// <summary>The action in words. One that is not known here, in a log of another version, is read out.</summary>
    public string Of(string action) => _actions.TryGetValue(action, out var words) ? words : Spoken(action);

    /// <summary>The action in words, with what of the entry matters most.</summary>
    public string Of(string action, JsonObject data)
    {
        var words = Of(action);
        return _details.TryGetValue(action, out var say) ? say(words, data) ?? words : words;
    }

    /// <summary>A text of an entry's data; null where there is none.</summary>
    public static string? Text(JsonObject data, string member) =>
        data[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Words with the kind of the evidence the entry is about behind them.</summary>
    public static string? WithEvidence(string words, JsonObject data) =>
        Text(data, "kind") is not { } kind ? null
        : WireName.TryParse<EvidenceKind>(kind, out var known) ? $"{words}: {DisplayLabels.Evidence(known)}"
        : $"{words}: {kind}";

    private static FrozenDictionary<string, T> Once<T>(IEnumerable<(string Key, T Value)> said) =>
        said.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);

    private static string Spoken(string action)
    {
        var words = action.Replace('.', ' ').Replace('-', ' ');
        return words.Length == 0 ? action : SentenceCase.Of(words);
    }
}
