using System.Runtime.CompilerServices;
using Xunit.v3;

namespace Governance.Testing;

/// <summary>
/// A test that runs only in full. What it guards is guarded in every run by another, smaller one, which its summary names.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WholeFactAttribute : FactAttribute, ITraitAttribute
{
    public WholeFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Soak.Refusal;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(Soak.Trait, Soak.Whole)];
}
