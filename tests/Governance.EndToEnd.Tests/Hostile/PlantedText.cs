using System.Text.Json;
using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Hostile;

/// <summary>What became of planted text on the page that a person sees.</summary>
internal static class PlantedText
{
    // Text of what is drawn too, without the signs that keep it from being markup: what people see.
    private const string Seen = """
        () => ({
          ran: top.planted !== undefined,
          made: document.querySelectorAll('b.planted, img[src="x"], iframe[srcdoc], svg[onload]').length
            + [...document.querySelectorAll('[href], [src], [action], [formaction]')]
              .filter(e => ['href', 'src', 'action', 'formaction'].some(n => /^\s*javascript:/i.test(e.getAttribute(n) ?? ''))).length,
          breaches: window.policyBreaches ?? -1,
          text: document.body.innerText + ' ' + [...document.querySelectorAll('svg text, svg title')].map(t => t.textContent).join(' '),
        })
        """;

    /// <summary>Fails where a script ran, markup became an element, or the content security policy was breached or not watched.</summary>
    /// <returns>The text of the page.</returns>
    public static async Task<string> ReadAsync(Person person, string where)
    {
        var seen = (await person.Page.EvaluateAsync<JsonElement?>(Seen))!.Value;
        Assert.False(seen.GetProperty("ran").GetBoolean(), $"{where}: a planted script ran.");
        Assert.True(seen.GetProperty("made").GetInt32() == 0, $"{where}: planted markup became elements.");
        Assert.Equal((where, 0), (where, seen.GetProperty("breaches").GetInt32()));
        Assert.True(person.Faults.All.Count == 0, $"{where}: {string.Join(Environment.NewLine, person.Faults.All)}");
        Assert.Equal(0, person.Faults.PolicyBreaches);
        return seen.GetProperty("text").GetString()!.Replace("\u2060", "", StringComparison.Ordinal);
    }
}
