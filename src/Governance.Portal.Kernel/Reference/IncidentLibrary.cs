using Governance.Domain.Incidents;
using Governance.Domain.Risks;

namespace Governance.Portal.Kernel.Reference;

/// <summary>
/// The law on serious incidents, the questions of its decision aid and the playbooks that ship with the product, read once. Wrong data
/// stops the start.
/// </summary>
public sealed class IncidentLibrary
{
    // Embedded and never changed, so one reading serves the process.
    private static readonly Lazy<IncidentLibrary> s_shipped = new(Read);

    private IncidentLibrary(SeriousIncidentLaw law, SeriousQuestions questions, IReadOnlyList<Playbook> playbooks) =>
        (Law, Questions, Playbooks) = (law, questions, playbooks);

    /// <summary>What ships with the product.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static IncidentLibrary Shipped => s_shipped.Value;

    /// <summary>Clocks, kinds of harm and what a report holds.</summary>
    public SeriousIncidentLaw Law { get; }

    /// <summary>The decision aid.</summary>
    public SeriousQuestions Questions { get; }

    /// <summary>Every version of every playbook.</summary>
    public IReadOnlyList<Playbook> Playbooks { get; }

    /// <summary>The playbook for a category, in its newest version.</summary>
    public Playbook For(RiskCategory category) =>
        Playbooks.Where(p => p.Categories.Contains(category)).MaxBy(p => p.Version)
        ?? Playbooks.Where(p => p.Categories.Count == 0).MaxBy(p => p.Version)!;

    /// <summary>The playbook an incident was opened with.</summary>
    /// <exception cref="InvalidOperationException">A version that incidents follow was taken out of the product.</exception>
    public Playbook Of(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return Playbooks.FirstOrDefault(p => p.Id == incident.Playbook && p.Version == incident.PlaybookVersion)
            ?? throw new InvalidOperationException(
                $"{incident.Id} follows version {incident.PlaybookVersion} of {incident.Playbook}, which is not part of the product any more."
            );
    }

    private static IncidentLibrary Read()
    {
        var law = SeriousIncidentLaw.Read(ReferenceFile.Read("reference/serious-incident.yaml").Data);
        List<Playbook> playbooks = [.. ReferenceFile.ReadAll("playbooks/").Select(f => Playbook.Read(f.Data))];
        if (
            playbooks.TrueForAll(p => p.Categories.Count > 0)
            || playbooks.Select(p => (p.Id, p.Version)).Distinct().Count() != playbooks.Count
        )
        {
            throw new FormatException("playbooks: one for every category without its own is expected, and each version once.");
        }

        return new IncidentLibrary(
            law,
            SeriousQuestions.Read(ReferenceFile.Read("reference/incident-questions.yaml").Data, law),
            playbooks
        );
    }
}
