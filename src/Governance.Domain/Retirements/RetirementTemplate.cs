using System.Text.Json.Nodes;
using Governance.Domain.Compliance;

namespace Governance.Domain.Retirements;

/// <summary>A task of a template.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">A few words.</param>
/// <param name="What">What is to be done.</param>
/// <param name="When">The facts under which it is asked for; each of them has to hold.</param>
/// <param name="DaysBefore">Days before the planned date at which it is due.</param>
/// <param name="NeedsEvidence">True when it is done only with something that shows it.</param>
public sealed record TemplateTask(string Id, string Title, string What, IReadOnlyList<string> When, int DaysBefore, bool NeedsEvidence);

/// <summary>
/// The tasks of a retirement. A template is versioned: a change is a new file with the next version, and a retirement keeps the one it was
/// opened with.
/// </summary>
public sealed record RetirementTemplate
{
    /// <summary>Facts a task may ask for.</summary>
    public static IReadOnlyList<string> Facts { get; } = ["in-use", "high-risk", "successor", "monitored", "system"];

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its version, from 1 up.</summary>
    public required int Version { get; init; }

    /// <summary>What it is called.</summary>
    public required string Title { get; init; }

    /// <summary>Its tasks, in order.</summary>
    public required IReadOnlyList<TemplateTask> Tasks { get; init; }

    /// <summary>Id and version, as a retirement names it.</summary>
    public string Name => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Id} v{Version}");

    /// <summary>The tasks that these facts ask for.</summary>
    public IEnumerable<TemplateTask> For(IReadOnlyCollection<string> facts) => Tasks.Where(t => t.When.All(facts.Contains));

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static RetirementTemplate Read(JsonObject data)
    {
        var root = ReferenceFields.Of(data, "retirement").Skip("schema_version");
        var template = new RetirementTemplate
        {
            Id = root.Text("id"),
            Version = (int)(root.Number("version") ?? throw new FormatException("retirement.version: this must be a number.")),
            Title = root.Text("title"),
            Tasks = [.. root.List("tasks").Select(Task)],
        };
        root.End();
        if (template.Tasks.Count == 0 || template.Tasks.Select(t => t.Id).Distinct(StringComparer.Ordinal).Count() != template.Tasks.Count)
        {
            throw new FormatException($"retirement {template.Id}: tasks are required, each with an ID of its own.");
        }

        return template;
    }

    private static TemplateTask Task(ReferenceFields one)
    {
        var task = new TemplateTask(
            one.Text("id"),
            one.Text("title"),
            one.Text("what"),
            one.Texts("when"),
            (int)(one.Number("days_before") ?? 0),
            one.Flag("evidence")
        );
        one.End();
        return task.When.FirstOrDefault(w => !Facts.Contains(w, StringComparer.Ordinal)) is { } unknown
            ? throw new FormatException($"{one.Path}.when: {unknown} is not one of {string.Join(", ", Facts)}.")
            : task;
    }
}
