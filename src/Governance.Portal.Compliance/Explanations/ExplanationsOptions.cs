using System.ComponentModel.DataAnnotations;
using Governance.Domain.Explanations;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Settings of explanation requests, section <c>Explanations</c>.</summary>
public sealed class ExplanationsOptions
{
    /// <summary>
    /// Days within which a request is answered where it names no day of its own. Art. 86 names none: it is the organisation's rule.
    /// </summary>
    /// <value>The default value is 30.</value>
    [Range(1, ExplanationRequest.MaxDays)]
    public int AnswerWithinDays { get; set; } = 30;
}
