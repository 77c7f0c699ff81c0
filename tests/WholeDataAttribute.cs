using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Governance.Testing;

/// <summary>
/// A case of a theory that runs only in full; its other cases run every time. PostgreSQL, for example, where it does nothing else than
/// SQLite. The theory is one that runs small in every run (<see cref="Soak.Value"/>).
/// </summary>
/// <param name="data">What the method is given.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class WholeDataAttribute(params object?[] data) : DataAttribute, ITraitAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow(data) { Skip = Soak.Refusal }.WithTrait(Soak.Trait, Soak.Whole)]);

    public override bool SupportsDiscoveryEnumeration() => true;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(Soak.Trait, Soak.Value)];
}
