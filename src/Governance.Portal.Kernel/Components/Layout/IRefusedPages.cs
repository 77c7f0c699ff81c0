using System.Security.Claims;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>Is told which page an open circuit refused to show.</summary>
public interface IRefusedPages
{
    /// <summary>Why the last page was refused, when not for a missing permission.</summary>
    string? Reason { get; }

    /// <summary>Notes the refusal for the log.</summary>
    ValueTask NoteAsync(ClaimsPrincipal user, Microsoft.AspNetCore.Components.RouteData page, CancellationToken cancellationToken);
}
