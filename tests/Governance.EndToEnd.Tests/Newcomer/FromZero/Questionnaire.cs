using System.Text.RegularExpressions;
using Governance.Domain.Compliance;
using Microsoft.Playwright;
using static Governance.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer.FromZero;

/// <summary>Answers the questionnaire for a system that scores the credit of people: high-risk, as provider and deployer.</summary>
internal static class Questionnaire
{
    private const int Most = 60;

    // What is not named here is answered with no.
    private static readonly Dictionary<string, string[]> s_answers = new(StringComparer.Ordinal)
    {
        ["Q01"] = ["ai_system"],
        ["Q02"] = ["offered_in_union"],
        ["Q03"] = ["none"],
        ["Q04"] = ["builds_under_own_name", "uses"],
        ["Q40"] = ["A3-5"],
        ["Q41"] = ["A3-5-b"],
        ["Q43"] = ["yes"],
        ["Q70"] = ["financial_institution"],
        ["Q81"] = ["none"],
    };

    /// <summary>Answers question after question until the result is there.</summary>
    public static async Task AnswerAsync(Colleague colleague, Law law)
    {
        var (page, form) = (colleague.Page, colleague.Main.Locator("form"));
        var submit = colleague.Main.GetByRole(AriaRole.Button, new() { Name = T["Submit for signature"], Exact = true });
        var shown = form.Locator("legend .num");
        for (var asked = 0; asked < Most; asked++)
        {
            await Expect(shown.Or(submit)).ToBeVisibleAsync();
            if (await submit.CountAsync() > 0)
            {
                return;
            }

            var id = (await shown.InnerTextAsync()).Trim();
            var question = law.Questions[id];
            if (question.Type is AnswerType.Date)
            {
                await form.Locator("input[type=date]").FillAsync("2027-12-15");
                await form.Locator("input[type=date]").BlurAsync();
            }

            foreach (var value in question.Type is AnswerType.Date ? [] : s_answers.GetValueOrDefault(id, ["no"]))
            {
                var words = T.Word(question.Answer(value)?.Label ?? law.Subpoints[value].Title);
                await form.Locator("label")
                    .Filter(
                        new()
                        {
                            Has = page.Locator(
                                "span.medium",
                                new() { HasTextRegex = new($"^\\s*{Regex.Escape(words)}\\s*({Regex.Escape(Ref(law, value))})?\\s*$") }
                            ),
                        }
                    )
                    .Locator("input")
                    .CheckAsync();
            }

            await colleague.PressAsync("Save answer");
            await Expect(form.Locator("legend .num").GetByText(id, new() { Exact = true })).ToHaveCountAsync(0);
        }

        Assert.Fail("The questionnaire does not end.");
    }

    private static string Ref(Law law, string value) => law.Subpoints.TryGetValue(value, out var point) ? T.Word(point.Ref) : "";
}
