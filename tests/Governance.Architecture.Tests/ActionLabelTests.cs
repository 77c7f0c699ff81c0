using System.Text.RegularExpressions;
using Governance.Portal.Kernel.Labels;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Architecture;

/// <summary>People read the log in words: whatever is appended has some, and the person who appends has a name.</summary>
public sealed partial class ActionLabelTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    // Names under which an earlier release logged: its entries stay as they are, and so do their words.
    private static readonly string[] s_former =
    [
        "mlflow.import-requested",
        "mlflow.import-cancelled",
        "mlflow.import-ended",
        "mlflow.model-imported",
    ];

    private LogLabels Words => portal.Services.GetRequiredService<LogLabels>();

    [Fact]
    public void Action_AppendedAnywhere_HasWords()
    {
        var actions = (
            from file in Repository.Sources
            let text = Repository.Flat(file)
            where Appends().IsMatch(text)
            from Match match in Action().Matches(text)
            select (Action: match.Groups["action"].Value, file)
        ).ToList();
        var words = Words;
        var missing = actions
            .Where(a => !words.Actions.ContainsKey(a.Action))
            .Select(a => $"{a.Action} ({a.file})")
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.True(actions.Count > 60, "The search for actions finds too few of them.");
        Assert.True(
            missing.Count == 0,
            $"Give these words where their feature is registered (AddActionLabels): {string.Join(", ", missing)}"
        );
    }

    [Fact]
    public void Action_WithWords_IsAppendedSomewhere()
    {
        // Where a feature says the words of an action, it appends nothing.
        var quoted = Repository
            .Sources.Select(Repository.Flat)
            .SelectMany(t => Quoted().Matches(Said().Replace(t, "")).Select(m => m.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);

        Assert.All(s_former, action => Assert.Contains(action, Words.Actions.Keys));
        var unused = Words.Actions.Keys.Except(s_former, StringComparer.Ordinal).Where(action => !quoted.Contains(action)).ToList();

        Assert.True(unused.Count == 0, $"Nothing is logged as: {string.Join(", ", unused)}");
    }

    [Fact]
    public void Job_ThatActs_HasAName()
    {
        var jobs = (
            from file in Repository.Sources
            from Match match in Job().Matches(Repository.Flat(file))
            select $"system:{match.Groups[1].Value}"
        ).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(jobs);
        Assert.Empty(jobs.Except(Words.Actors.Keys, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\bAuditEvent\b|\bAttempt\(|AnonymousRefusals")]
    private static partial Regex Appends();

    // Where an action is named: an event, an attempt, a constant or parameter that becomes one. A refusal's code has the same form but
    // other places.
    [GeneratedRegex(
        """(?:new (?:AuditEvent|Attempt|PasswordAttempt)\(\s*"""
            + """|\bAction = |AuditEvent \w+\([^)]*\) => new\(|\bAppend\(context, (?:[^";]*\? (?:"[^"]*" : )?)?"""
            + """|AlertAsync\(file, |(?:anonymous|refusals)\.AddAsync\()"(?<action>[a-z]+\.[a-z-]+)"(?=[,; )])"""
    )]
    private static partial Regex Action();

    [GeneratedRegex("""(?<!\w)\("[a-z-]+\.[a-z-]+", "[^"]*"\)|AddActionDetail\([^,]*""")]
    private static partial Regex Said();

    // Each quotation mark may begin one: none is passed over with what stands before it.
    [GeneratedRegex(@"""(?=([^""\s]+)"")")]
    private static partial Regex Quoted();

    [GeneratedRegex("""OfJob\("([a-z-]+)"\)""")]
    private static partial Regex Job();
}
