using System.Globalization;
using Governance.Domain;

namespace Governance.Portal.Kernel.Api;

/// <summary>Entity tags from the revision of an aggregate. <c>If-Match</c> is optional for programs; the pages always send it.</summary>
public static class ETags
{
    /// <summary>The tag of a revision.</summary>
    public static string Of(int revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <summary>Sets the answer's tag.</summary>
    public static void Set(HttpContext context, int revision)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.ETag = Of(revision);
    }

    /// <summary>The revision a caller insists on, or null when they do not.</summary>
    public static string? IfMatch(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Request.Headers.IfMatch.ToString() is { Length: > 0 } text && text != "*" ? text : null;
    }

    /// <summary>Refuses when the caller insists on another revision.</summary>
    public static Refusal? Refuses(string? ifMatch, int revision) =>
        ifMatch is null || ifMatch == Of(revision)
            ? null
            : new Refusal("precondition.stale", $"This changed after you opened it. Read it again, then decide.", RefusalKind.Stale);
}
