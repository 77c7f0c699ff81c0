using System.ComponentModel.DataAnnotations;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Settings of proposed use cases, section <c>UseCases</c>.</summary>
public sealed class UseCasesOptions
{
    /// <summary>Days after its submission by which a use case should be decided.</summary>
    /// <value>The default value is 10.</value>
    [Range(1, 90)]
    public int TriageDays { get; set; } = 10;
}
