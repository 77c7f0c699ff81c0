using System.Net;
using Governance.Policies;

namespace Governance.Portal.Kernel.Findings;

/// <summary>The same sentences as HTML, in which what other systems said is marked as a quotation that nobody translates.</summary>
/// <param name="nameOf">The name of a person by the id of their account; null where it is not known.</param>
internal sealed class FindingMarkup(Func<string, string?>? nameOf = null) : FindingWriter(nameOf)
{
    /// <inheritdoc/>
    protected override string? TemplateOf(string code) => WebUtility.HtmlEncode(base.TemplateOf(code));

    /// <inheritdoc/>
    protected override string Write(StatementValue value, Statement statement) =>
        value switch
        {
            StatementValue.Foreign foreign => $"<q translate=\"no\">{WebUtility.HtmlEncode(foreign.Text)}</q>",
            // Their parts were encoded one by one.
            StatementValue.List or StatementValue.Phrase => base.Write(value, statement),
            _ => WebUtility.HtmlEncode(base.Write(value, statement)),
        };
}
