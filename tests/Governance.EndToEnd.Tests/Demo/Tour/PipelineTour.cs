using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Demo.Tour;

/// <summary>The same from a pipeline: the commands of docs/getting-started.md are run by a shell, while people sign.</summary>
internal sealed class PipelineTour(TourParty party, TourShell shell)
{
    public const string Document = "docs/getting-started.md";
    public const string Heading = "## The same from a pipeline";

    /// <summary>Runs the commands to their end; signs what they ask for as the three who have to.</summary>
    public async Task WalkAsync()
    {
        var pipeline = shell.RunAsync(TourText.Commands(Document, Heading, "Make a key"));
        foreach (var signer in new[] { "security", "legal", "owner" })
        {
            await party.BecomeAsync($"{signer}@demo.example");
            await party.ChooseAsync("Approvals");
            // The list is told when the pipeline has asked; one that failed says why.
            var asked = party
                .Main.GetByRole(AriaRole.Link, new() { NameRegex = new("churn") })
                .First.WaitForAsync(new() { Timeout = 60_000 });
            await await Task.WhenAny(asked, pipeline);
            await party.Main.GetByRole(AriaRole.Link, new() { NameRegex = new("churn") }).First.ClickAsync();
            await (await party.Approval.SignOffAsync()).ApproveAsync();
        }

        await pipeline;
    }
}
