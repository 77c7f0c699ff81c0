using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Governance.Portal.Tests.Account;

/// <summary>What the overview lists as still to do of setting up.</summary>
/// <param name="Note">How much is done.</param>
/// <param name="Titles">The steps.</param>
/// <param name="Text">All of it.</param>
internal sealed record SetupList(string Note, IReadOnlyList<string> Titles, string Text)
{
    /// <summary>Reads it as this person; null when there is none.</summary>
    public static async Task<SetupList?> ReadAsync(HttpClient person)
    {
        var page = await person.GetStringAsync("/", TestContext.Current.CancellationToken);
        var card = new HtmlParser()
            .ParseDocument(page)
            .QuerySelectorAll("section.card")
            .FirstOrDefault(c => Heading(c) == "Set up this portal");
        return card is null
            ? null
            : new(
                card.QuerySelector(".card-note")!.TextContent,
                [.. card.QuerySelectorAll("li h3").Select(h => Words(h.TextContent))],
                string.Join('\n', card.TextContent.Split('\n').Select(Words).Where(line => line.Length > 0))
            );
    }

    private static string? Heading(IElement card) => card.QuerySelector("h2")?.TextContent;

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
