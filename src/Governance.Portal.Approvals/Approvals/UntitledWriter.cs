using Governance.Policies;
using Governance.Portal.Kernel.Findings;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>The same sentences without the measure that they are about, for where its name stands beside them.</summary>
/// <param name="nameOf">The name of a person by the id of their account; null where it is not known.</param>
internal sealed class UntitledWriter(Func<string, string?>? nameOf) : FindingWriter(nameOf)
{
    /// <inheritdoc/>
    protected override string Write(StatementValue value, Statement statement) =>
        value is StatementValue.Measure ? "" : base.Write(value, statement);
}
