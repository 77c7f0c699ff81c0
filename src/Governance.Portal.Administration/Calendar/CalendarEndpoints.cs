using System.Text;
using Governance.Localisation;
using Governance.Portal.Kernel.Api;
using Governance.Transparency;

namespace Governance.Portal.Administration.Calendar;

/// <summary>A calendar for calendar programs, which sign in nowhere: the secret in its address says whose it is.</summary>
internal static class CalendarEndpoints
{
    /// <summary>Where calendars are.</summary>
    public const string Path = "/calendar.ics";

    private const string MediaType = "text/calendar; charset=utf-8";

    public static void Map(IEndpointRouteBuilder root) =>
        root.MapGet(Path, ReadAsync).AllowAnonymous().WithName("calendar").ExcludeFromDescription();

    private static async Task<IResult> ReadAsync(HttpContext http, string? token, CalendarFeeds feeds, CancellationToken ct)
    {
        var found = await feeds.ReadAsync(token, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var site = new Uri($"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/");
        // A calendar program wishes nothing: its calendar is written as mail is, in the language that the person chose.
        using var language = Languages.Use(found.Value.Language);
        var text = CalendarText.Write(found.Value, site);
        var tag = $"\"{Sha256Hex.Of(Encoding.UTF8.GetBytes(text))}\"";
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        return http.Request.Headers.IfNoneMatch.Any(t => t is not null && t.Split(',', StringSplitOptions.TrimEntries).Contains(tag))
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Text(text, MediaType, Encoding.UTF8);
    }
}
