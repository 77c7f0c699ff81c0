using Governance.Domain.Incidents;

namespace Governance.Portal.Kernel.Reference;

/// <summary>
/// The law on serious incidents, the questions of its decision aid and the playbooks that ship with the product, read once. Wrong data
/// stops the start.
/// </summary>
public sealed class IncidentLibrary
{
    // Embedded and never changed, so one reading serves the process.
    private static readonly Lazy<IncidentLibrary> s_shipped = new(Read);

    private IncidentLibrary(SeriousIncidentLaw law, SeriousQuestions questions, IReadOnlyList<(Playbook Playbook, string Text)> playbooks)
    {
        (Law, Questions) = (law, questions);
        Playbooks = [.. playbooks.Select(p => p.Playbook)];
        PlaybookTexts = playbooks.ToDictionary(p => p.Playbook.Id, p => p.Text, StringComparer.Ordinal);
    }

    /// <summary>What ships with the product.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static IncidentLibrary Shipped => s_shipped.Value;

    /// <summary>Clocks, kinds of harm and what a report holds.</summary>
    public SeriousIncidentLaw Law { get; }

    /// <summary>The decision aid.</summary>
    public SeriousQuestions Questions { get; }

    /// <summary>The playbooks that ship, each in version 1. Later versions are proposed and approved in the portal.</summary>
    public IReadOnlyList<Playbook> Playbooks { get; }

    /// <summary>Their texts, by id.</summary>
    public IReadOnlyDictionary<string, string> PlaybookTexts { get; }

    private static IncidentLibrary Read()
    {
        var law = SeriousIncidentLaw.Read(ReferenceFile.Read("reference/serious-incident.yaml").Data);
        List<(Playbook Playbook, string Text)> playbooks =
        [
            .. ReferenceFile.ReadAll("playbooks/").Select(f => (Playbook.Read(f.Data), f.Text)),
        ];
        if (
            playbooks.Count(p => p.Playbook.Categories.Count == 0) != 1
            || playbooks.Exists(p => p.Playbook.Version != 1)
            || playbooks.Select(p => p.Playbook.Id).Distinct(StringComparer.Ordinal).Count() != playbooks.Count
        )
        {
            throw new FormatException(
                "playbooks: exactly one playbook must cover every category that has no playbook of its own, and each must "
                    + "occur once, as version 1."
            );
        }

        return new IncidentLibrary(
            law,
            SeriousQuestions.Read(ReferenceFile.Read("reference/incident-questions.yaml").Data, law),
            playbooks
        );
    }
}
