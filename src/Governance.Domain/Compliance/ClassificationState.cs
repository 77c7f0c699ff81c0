namespace Governance.Domain.Compliance;

/// <summary>What the answers have set so far. Lists keep the order in which things were set.</summary>
internal sealed class ClassificationState
{
    public Dictionary<string, IReadOnlyList<string>> Answers { get; } = new(StringComparer.Ordinal);

    public List<string> Classes { get; } = [];

    public List<string> Roles { get; } = [];

    public List<string> Flags { get; } = [];

    public List<string> Subpoints { get; } = [];

    /// <summary>The date answered, whether past or planned.</summary>
    public DateOnly? Placement { get; set; }

    public static void Add(List<string> to, IEnumerable<string> what)
    {
        foreach (var item in what.Where(item => !to.Contains(item)))
        {
            to.Add(item);
        }
    }
}
