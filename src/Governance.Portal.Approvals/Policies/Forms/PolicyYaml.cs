using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Policies;
using Governance.Portal.Approvals.Policies.Words;

namespace Governance.Portal.Approvals.Policies.Forms;

/// <summary>
/// Changes one thing in the text of a policy and leaves every other character, comments too, as it is. The new text is read again: what
/// does not come out as asked, or changes anything else, is not done, and is left for a person to write.
/// </summary>
internal static class PolicyYaml
{
    // A value in quotes, or up to where a flow mapping or the line goes on.
    private const string Value = "(?<value>\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\n]|'')*'|[^,}\\]\\n#]*[^,}\\]\\n# ])";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>The text with another severity of a rule; null when it cannot be changed here.</summary>
    public static string? SetSeverity(string text, string rule, RuleSeverity severity) =>
        Edit(text, rule, block => Replace(block, "severity", severity.ToWireName()), r => r.Severity == severity);

    /// <summary>The text in which a rule can be waived, or cannot.</summary>
    public static string? SetWaivable(string text, string rule, bool waivable)
    {
        var word = waivable ? "true" : "false";
        return Edit(
            text,
            rule,
            block => Replace(block, "waivable", word) ?? Insert(block, $"waivable: {word}"),
            r => r.Waivable == waivable
        );
    }

    /// <summary>The text with another reason of a rule; none when it is empty.</summary>
    public static string? SetReason(string text, string rule, string reason)
    {
        var words = reason.Trim();
        var line = $"rationale: {Quoted(words)}";
        return Edit(
            text,
            rule,
            block =>
                words.Length == 0
                    ? Drop(block, "rationale")
                    : ReplaceLines(block, "rationale", line) ?? Replace(block, "rationale", Quoted(words)) ?? Insert(block, line),
            r => r.Rationale == (words.Length == 0 ? null : words)
        );
    }

    /// <summary>The text with another figure of a rule.</summary>
    public static string? SetFigure(string text, string rule, LimitField field, double figure)
    {
        var written = figure.ToString("0.##########", CultureInfo.InvariantCulture);
        return Edit(
            text,
            rule,
            block => Replace(block, field.Name, written) ?? InsertParameter(block, $"{field.Name}: {written}"),
            r => field.ValueOf(r) is { } now && Math.Abs(now - figure) < 1e-9
        );
    }

    /// <summary>The text without a rule and the comments right above it; null when it is the only one.</summary>
    public static string? Remove(string text, string rule)
    {
        if (Read(text) is not { } before || Find(text, before, rule) is not { } found)
        {
            return null;
        }

        var lines = Lines(text);
        var first = found.First;
        while (first > 0 && lines[first - 1].TrimStart().StartsWith('#'))
        {
            first--;
        }

        lines.RemoveRange(first, found.Last - first + 1);
        var changed = string.Join('\n', lines);
        return
            Read(changed) is { } after
            && PolicyDifference.Between(before, after) is { Policy.Count: 0, Changed.Count: 0, Added.Count: 0 } difference
            && difference.Removed.Select(r => r.Rule.Id).SequenceEqual([rule])
            ? changed
            : null;
    }

    /// <summary>The text with one more rule at the end.</summary>
    public static string? Add(string text, RuleTemplate template)
    {
        if (Read(text) is not { } before || before.Rules.Count == 0 || Find(text, before, before.Rules[^1].Id) is not { } last)
        {
            return null;
        }

        var lines = Lines(text);
        var indent = new string(' ', last.Indent);
        List<string> added =
        [
            $"{indent}- id: {FreeId(before, template.Prefix)}",
            $"{indent}  type: {template.Type}",
            $"{indent}  severity: {template.Severity}",
        ];
        if (template.Parameters is { } parameters)
        {
            added.Add($"{indent}  params: {parameters}");
        }

        lines.InsertRange(last.Last + 1, added);
        var changed = string.Join('\n', lines);
        return
            Read(changed) is { } after
            && PolicyDifference.Between(before, after) is { Policy.Count: 0, Changed.Count: 0, Removed.Count: 0, Added.Count: 1 }
            ? changed
            : null;
    }

    /// <summary>The text with another version.</summary>
    public static string? SetVersion(string text, string version) =>
        EditHead(text, head => Replace(head, "version", Quoted(version.Trim())), p => p.Version == version.Trim(), _ => false);

    /// <summary>The text with another mode.</summary>
    public static string? SetMode(string text, PolicyMode mode) =>
        EditHead(text, head => Replace(head, "mode", mode.ToWireName()), p => p.Mode == mode, what => what == "Mode");

    /// <summary>The text that is about these stages.</summary>
    public static string? SetStages(string text, IReadOnlyList<string> stages)
    {
        var written = $"[{string.Join(", ", stages)}]";
        return stages.Count == 0
            ? null
            : EditHead(
                text,
                head =>
                    Sub(head, @"(?<pre>(?:^[ ]*|[{,][ ]*)stages:[ ]*)\[[^\]]*\]", m => m.Groups["pre"].Value + written)
                    ?? Sub(head, @"^(?<pre>[ ]*appliesTo:[ ]*)\{[ ]*\}", m => $"{m.Groups["pre"].Value}{{stages: {written}}}")
                    ?? Sub(head, @"^(?<pre>[ ]*appliesTo:[ ]*\{)", m => $"{m.Groups["pre"].Value}stages: {written}, ")
                    ?? Sub(head, @"^(?<indent>[ ]*)appliesTo:[ ]*\n", m => $"{m.Value}{m.Groups["indent"].Value}  stages: {written}\n"),
                p => p.AppliesTo.Stages is { } now && now.SequenceEqual(stages, StringComparer.Ordinal),
                what => what == "Applies to"
            );
    }

    private static PolicyDocument? Read(string text) => PolicyDocument.Parse(Encoding.UTF8.GetBytes(text), "policy.yaml").Document;

    private static List<string> Lines(string text) => [.. text.Split('\n')];

    // What stands before the first rule: names such as "version" and "mode" mean nothing else there.
    private static string? EditHead(
        string text,
        Func<string, string?> change,
        Func<PolicyDocument, bool> isAsAsked,
        Func<string, bool> mayChange
    )
    {
        if (Read(text) is not { } before)
        {
            return null;
        }

        var lines = Lines(text);
        var first = before.Rules[0].Line - 1;
        var head = string.Join('\n', lines[..first]) + "\n";
        var whole = change(head) is { } changed ? changed + string.Join('\n', lines[first..]) : null;
        return
            whole is not null
            && Read(whole) is { } after
            && isAsAsked(after)
            && PolicyDifference.Between(before, after) is { Changed.Count: 0, Added.Count: 0, Removed.Count: 0 } difference
            && difference.Policy.All(fact => mayChange(fact.What.Text))
            ? whole
            : null;
    }

    private static string? Edit(string text, string rule, Func<string, string?> change, Func<PolicyRule, bool> isAsAsked)
    {
        if (Read(text) is not { } before || Find(text, before, rule) is not { } found)
        {
            return null;
        }

        var lines = Lines(text);
        if (change(string.Join('\n', lines[found.First..(found.Last + 1)])) is not { } block)
        {
            return null;
        }

        var whole = string.Join('\n', [.. lines[..found.First], block, .. lines[(found.Last + 1)..]]);
        return
            Read(whole) is { } after
            && after.Rules.FirstOrDefault(r => r.Id == rule) is { } changed
            && isAsAsked(changed)
            && PolicyDifference.Between(before, after) is { Policy.Count: 0, Added.Count: 0, Removed.Count: 0 } difference
            && difference.Changed.All(r => r.Rule.Rule.Id == rule && r.Changes.Count <= 2)
            ? whole
            : null;
    }

    private static (int First, int Last, int Indent)? Find(string text, PolicyDocument policy, string rule)
    {
        var lines = Lines(text);
        if (
            policy.Rules.FirstOrDefault(r => r.Id == rule) is not { } found
            || !lines[found.Line - 1].TrimStart().StartsWith("- ", StringComparison.Ordinal)
        )
        {
            return null;
        }

        var first = found.Line - 1;
        var indent = Indent(lines[first]);
        var last = first;
        for (var at = first + 1; at < lines.Count; at++)
        {
            var trimmed = lines[at].TrimStart();
            if (trimmed.Length == 0 || trimmed[0] == '#')
            {
                continue;
            }

            if (Indent(lines[at]) <= indent)
            {
                break;
            }

            last = at;
        }

        return (first, last, indent);
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private static string? Sub(string block, string pattern, MatchEvaluator replacement)
    {
        var regex = new Regex(pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant, s_patience);
        return regex.IsMatch(block) ? regex.Replace(block, replacement, 1) : null;
    }

    private static string Key(string key) => $@"(?<pre>(?:^[ ]*(?:-[ ]+)?|[{{,][ ]*){key}:[ ]*)";

    private static string? Replace(string block, string key, string value) =>
        Sub(block, Key(key) + Value, m => m.Groups["pre"].Value + value);

    // A line of its own, with those that go on from it.
    private static string? ReplaceLines(string block, string key, string line)
    {
        var lines = Lines(block);
        var first = lines.FindIndex(l => l.TrimStart().StartsWith(key + ":", StringComparison.Ordinal));
        if (first < 0)
        {
            return null;
        }

        var indent = Indent(lines[first]);
        var last = first;
        while (last + 1 < lines.Count && (lines[last + 1].Trim().Length == 0 || Indent(lines[last + 1]) > indent))
        {
            last++;
        }

        lines.RemoveRange(first, last - first + 1);
        if (line.Length > 0)
        {
            lines.Insert(first, new string(' ', indent) + line);
        }

        return string.Join('\n', lines);
    }

    private static string? Drop(string block, string key) =>
        ReplaceLines(block, key, "") ?? Sub(block, $@",[ ]*{key}:[ ]*{Value}", _ => "");

    // Behind the severity, which every rule has: in a line of its own, or within the braces.
    private static string? Insert(string block, string entry) =>
        Sub(
            block,
            @"^(?<indent>[ ]*)(?<dash>-[ ]+)?severity:[^\n]*",
            m => $"{m.Value}\n{m.Groups["indent"].Value}{new string(' ', m.Groups["dash"].Length)}{entry}"
        ) ?? Sub(block, Key("severity") + Value, m => $"{m.Value}, {entry}");

    private static string? InsertParameter(string block, string entry) =>
        Sub(
            block,
            @"(?<pre>(?:^[ ]*(?:-[ ]+)?|[{,][ ]*)params:[ ]*\{)[ ]*(?<end>\}?)",
            m => m.Groups["pre"].Value + entry + (m.Groups["end"].Length > 0 ? "}" : ", ")
        )
        ?? Sub(
            block,
            @"^(?<pre>[ ]*params:[ ]*\n)(?<indent>[ ]+)",
            m => $"{m.Groups["pre"].Value}{m.Groups["indent"].Value}{entry}\n{m.Groups["indent"].Value}"
        )
        ?? Insert(block, $"params: {{{entry}}}");

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string FreeId(PolicyDocument policy, string prefix)
    {
        for (var number = 1; ; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number:00}");
            if (policy.Rules.All(rule => rule.Id != id))
            {
                return id;
            }
        }
    }
}
