using Governance.Domain.Models.Registries;
using Governance.Transparency;

namespace Governance.Portal.Models.Registries;

/// <summary>What an import or a dry run counts of one model, and the lines of its difference.</summary>
internal sealed class ImportLines
{
    private readonly List<RegistryDifference> _lines = [];

    /// <summary>What was counted.</summary>
    public ImportTally Tally { get; private set; }

    /// <summary>The lines, at most as many as an import keeps.</summary>
    public IReadOnlyList<RegistryDifference> Lines => _lines;

    /// <summary>Counts more.</summary>
    public void Count(ImportTally more) => Tally = Tally.Plus(more);

    /// <summary>Adds a line.</summary>
    public void Add(RegistryDifferenceKind kind, string model, string? version = null, string? knownAs = null, string? detail = null)
    {
        if (_lines.Count < RegistryDifference.Most)
        {
            _lines.Add(
                new RegistryDifference
                {
                    Kind = kind,
                    SourceModel = WholeText.Beginning(model, 500),
                    SourceVersion = version,
                    KnownAs = knownAs,
                    Detail = detail is null ? null : WholeText.Beginning(detail, RegistryDifference.MaxDetail),
                }
            );
        }
    }
}
