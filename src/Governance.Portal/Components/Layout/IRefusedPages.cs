using System.Security.Claims;

namespace Governance.Portal.Components.Layout;

/// <summary>Is told which page an open circuit refused to show.</summary>
public interface IRefusedPages
{
    /// <summary>Notes the refusal for the log.</summary>
    ValueTask NoteAsync(ClaimsPrincipal user, Type page, CancellationToken cancellationToken);
}
