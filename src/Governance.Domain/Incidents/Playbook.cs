using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Domain.Compliance;
using Governance.Domain.Risks;

namespace Governance.Domain.Incidents;

/// <summary>A step of a playbook.</summary>
/// <param name="Id">Stable id within the playbook.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Phase">containment, forensics, communication, recovery or post-mortem.</param>
/// <param name="Title">A few words.</param>
/// <param name="What">What is to be done.</param>
/// <param name="Needs">Steps that have to be done, or left out for a reason, before it.</param>
/// <param name="MaySkip">True when it may be left out, for a reason.</param>
/// <param name="Audience">Who is told, of a step that tells someone.</param>
public sealed record PlaybookStep(
    string Id,
    StepKind Kind,
    string Phase,
    string Title,
    string What,
    IReadOnlyList<string> Needs,
    bool MaySkip,
    string? Audience
)
{
    /// <summary>The request, of a step that calls another system.</summary>
    public CallOut? Call { get; init; }

    /// <summary>Hours after the incident was declared by which it should be done, or left out; null for one without a time.</summary>
    public int? DueHours { get; init; }
}

/// <summary>Someone who is told about incidents, with a draft to start from.</summary>
/// <param name="Id">Stable id: <c>authority</c>.</param>
/// <param name="Name">Who.</param>
/// <param name="Subject">Subject of the draft.</param>
/// <param name="Draft">The draft; names in braces are filled in from the incident.</param>
public sealed record PlaybookAudience(string Id, string Name, string Subject, string Draft);

/// <summary>What is done about a kind of incident, step by step. An incident keeps the version it was opened with.</summary>
public sealed partial record Playbook
{
    /// <summary>The audience whose message is the report to the authority: it meets or misses the clocks.</summary>
    public const string Authority = "authority";

    /// <summary>The step that is done by cutting access, in playbooks that have it.</summary>
    public const string CutAccess = "cut-access";

    /// <summary>Most steps.</summary>
    public const int MaxSteps = 60;

    /// <summary>Longest id of a playbook, a step or an audience.</summary>
    public const int MaxId = 64;

    /// <summary>Longest title, and name of an audience.</summary>
    public const int MaxTitle = 120;

    /// <summary>Most hours that a step may take: a year.</summary>
    public const int MaxDueHours = 8_760;

    private const int MaxWords = 2_000;
    private const int MaxDraft = 8_000;

    private static readonly string[] s_phases = ["detection", "containment", "forensics", "communication", "recovery", "post-mortem"];

    // In this order, whatever else stands between them: evidence is frozen before anything about the model is changed.
    private static readonly StepKind[] s_backbone =
    [
        StepKind.Open,
        StepKind.Contain,
        StepKind.Freeze,
        StepKind.Classify,
        StepKind.Notify,
        StepKind.Recover,
        StepKind.PostMortem,
    ];

    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>Its version, from 1 up.</summary>
    public required int Version { get; init; }

    /// <summary>Name for people.</summary>
    public required string Title { get; init; }

    /// <summary>Categories of incidents it is for; none for all that have no other.</summary>
    public required IReadOnlyList<RiskCategory> Categories { get; init; }

    /// <summary>The steps, in order.</summary>
    public required IReadOnlyList<PlaybookStep> Steps { get; init; }

    /// <summary>Who may be told.</summary>
    public required IReadOnlyList<PlaybookAudience> Audiences { get; init; }

    /// <summary>The step of a kind that there is once.</summary>
    public PlaybookStep Only(StepKind kind) => Steps.First(s => s.Kind == kind);

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static Playbook Read(JsonObject data)
    {
        var root = ReferenceFields.Of(data, "playbook").Skip("schema_version");
        var playbook = new Playbook
        {
            Id = root.Text("id"),
            Version = (int)(root.Number("version") ?? throw new FormatException("playbook.version: this must be a number.")),
            Title = root.Text("title"),
            Categories = [.. root.Texts("categories").Select(Category)],
            Steps = [.. root.List("steps").Select(Step)],
            Audiences = [.. root.List("audiences").Select(Audience)],
        };
        root.End();
        playbook.Check();
        return playbook;
    }

    private void Check()
    {
        CheckBounds();
        var kinds = Steps.Where(s => s_backbone.Contains(s.Kind)).Select(s => s.Kind).ToList();
        if (!kinds.SequenceEqual(s_backbone))
        {
            throw new FormatException(
                $"playbook {Id}: each of {string.Join(", ", s_backbone.Select(k => WireName.Of(k)))} must occur once, in this order."
            );
        }

        if (Steps.Select(s => s.Id).Distinct(StringComparer.Ordinal).Count() != Steps.Count)
        {
            throw new FormatException($"playbook {Id}: every step needs an ID of its own.");
        }

        for (var i = 0; i < Steps.Count; i++)
        {
            var step = Steps[i];
            if (step.Needs.FirstOrDefault(need => Steps.Take(i).All(s => s.Id != need)) is { } dangling)
            {
                throw new FormatException($"playbook {Id}.{step.Id}: {dangling} is not an earlier step.");
            }

            if (step.MaySkip && s_backbone.Contains(step.Kind))
            {
                throw new FormatException($"playbook {Id}.{step.Id}: a {WireName.Of(step.Kind)} can never be left out.");
            }

            if (!s_phases.Contains(step.Phase))
            {
                throw new FormatException($"playbook {Id}.{step.Id}: {step.Phase} is not a phase.");
            }

            if (step.DueHours is < 1 or > MaxDueHours)
            {
                throw new FormatException($"playbook {Id}.{step.Id}: due_hours must be from 1 to {MaxDueHours}.");
            }

            if (step.Kind is StepKind.CallOut == step.Call is null)
            {
                throw new FormatException($"playbook {Id}.{step.Id}: a call is allowed only in a call-out, and each call-out needs one.");
            }

            if (step.Kind is StepKind.Tell && (step.Audience is null || Audiences.All(a => a.Id != step.Audience)))
            {
                throw new FormatException($"playbook {Id}.{step.Id}: this must be an audience of the playbook.");
            }
        }

        if (Audiences.All(a => a.Id != Authority))
        {
            throw new FormatException($"playbook {Id}: the audience {Authority} is missing.");
        }

        if (Steps.First(s => s.Kind is StepKind.Recover).Needs.Contains(Only(StepKind.Freeze).Id, StringComparer.Ordinal) is false)
        {
            throw new FormatException($"playbook {Id}: the recovery step must depend on the freeze step.");
        }
    }

    private void CheckBounds()
    {
        if (Version < 1 || Steps.Count > MaxSteps || Audiences.Count > MaxSteps)
        {
            throw new FormatException($"playbook {Id}: the version must be 1 or higher, with at most {MaxSteps} steps and audiences.");
        }

        if (Steps.Select(s => s.Id).Concat(Audiences.Select(a => a.Id)).Append(Id).FirstOrDefault(id => !IdForm().IsMatch(id)) is { } odd)
        {
            throw new FormatException($"playbook: {odd} is not a valid ID; use at most {MaxId} lower-case letters, digits and hyphens.");
        }

        if (
            IsEmptyOrLonger(Title, MaxTitle)
            || Steps.Any(s => IsEmptyOrLonger(s.Title, MaxTitle) || IsEmptyOrLonger(s.What, MaxWords))
            || Audiences.Any(a =>
                IsEmptyOrLonger(a.Name, MaxTitle)
                || IsEmptyOrLonger(a.Subject, IncidentMessage.MaxSubject)
                || IsEmptyOrLonger(a.Draft, MaxDraft)
            )
        )
        {
            throw new FormatException(
                $"playbook {Id}: titles and names must have 1 to {MaxTitle} characters, instructions at most {MaxWords}, drafts at most "
                    + $"{MaxDraft}."
            );
        }
    }

    private static bool IsEmptyOrLonger(string text, int most) => string.IsNullOrWhiteSpace(text) || text.Length > most;

    private static PlaybookStep Step(ReferenceFields one)
    {
        var kind = WireName.TryParse<StepKind>(one.Text("kind"), out var known)
            ? known
            : throw new FormatException($"{one.Path}.kind: this must be one of {string.Join(", ", WireName.All<StepKind>())}.");
        var step = new PlaybookStep(
            one.Text("id"),
            kind,
            one.Text("phase"),
            one.Text("title"),
            one.Text("what"),
            one.Texts("needs"),
            one.Flag("may_skip"),
            one.OptionalText("audience")
        )
        {
            Call = one.OptionalMap("call") is { } call ? CallOut.Read(call) : null,
            DueHours = one.Number("due_hours") is { } hours ? (int)Math.Clamp(hours, 0, MaxDueHours + 1) : null,
        };
        one.End();
        return step;
    }

    private static PlaybookAudience Audience(ReferenceFields one)
    {
        var audience = new PlaybookAudience(one.Text("id"), one.Text("name"), one.Text("subject"), one.Text("draft"));
        one.End();
        return audience;
    }

    private static RiskCategory Category(string text) =>
        WireName.TryParse<RiskCategory>(text, out var category)
            ? category
            : throw new FormatException($"playbook.categories: {text} is not a category.");

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdForm();
}
