using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Demo.Tour;

/// <summary>
/// The walkthrough of docs/agents.md: a shell runs its commands as they are printed, first without a portal and then with the demo's, and
/// people sign, answer and stop. What <c>npx</c> would fetch is the server that <c>./build.sh setup</c> installed.
/// </summary>
/// <param name="shell">The shell; its key is the one that the text has made.</param>
/// <param name="party">Who acts in the portal; null for the part without one.</param>
internal sealed class AgentsTour(TourShell shell, TourParty? party = null)
{
    public const string Document = "docs/agents.md";
    public const string Offline = "## Five minutes with a real server";
    public const string WithPortal = "## The same with the portal";

    private const string Agent = "filing-agent";

    private Task<string>? _guard;
    private string _printed = "";
    private string _decisions = "";

    /// <summary>Walks the part without a portal.</summary>
    public async Task WalkOfflineAsync()
    {
        var program = Path.Combine(Directory.CreateDirectory(Path.Combine(shell.Folder, "bin")).FullName, "npx");
        var server = string.Join(' ', NpmServers.Files("").Take(2));
        await File.WriteAllTextAsync(
            program,
            $"#!/bin/sh\n[ \"$1 $2\" = '-y @modelcontextprotocol/server-filesystem' ] || exit 1\nshift 2\nexec {server} \"$@\"\n"
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var steps = new TourSteps();
        Says(steps, @"You need Node\.js and the `governance` program\.");
        steps.On(
            @"The agent files invoices: it reads an inbox and writes into another folder\.",
            _ => RunAsync(Offline, "The agent files invoices")
        );
        steps.On(@"The program starts the server, asks for its tools and writes a draft\.", _ => DraftAsync("name: \"move_file\""));
        steps.On(
            @"The draft names what is missing, and for each tool the risks that the server itself proposes\.",
            async _ =>
            {
                await DraftAsync("# risks");
                Assert.Contains("Missing: purpose, autonomy, owner, models.", _printed, StringComparison.Ordinal);
            }
        );
        Says(steps, @"A server's hints prove nothing: look at each tool\.");
        Says(steps, @"Then uncomment its line `risks`, or import again with `--accept-risks`, as this walkthrough does from here on\.");
        Says(steps, @"A tool without `risks` is judged as having all of them\.");
        steps.On(
            @"Complete the draft:",
            async _ =>
            {
                await RunAsync(Offline, "Complete the draft:");
                Assert.Contains("agent.yaml: valid", _printed, StringComparison.Ordinal);
                Assert.Contains("the tools of the manifest are unchanged", _printed, StringComparison.Ordinal);
            }
        );
        Says(steps, @"Now put the guard between the agent and the server\.");
        steps.On(
            @"In the settings of the agent's program, where the command of the server was, write:",
            _ =>
            {
                // The very command that the next block gives its calls.
                var written = Assert.Single(TourText.Commands(Document, Offline, "where the command of the server was, write:"));
                Assert.Equal($"{written} < calls.txt", TourText.Commands(Document, Offline, "send what one would send:")[^1]);
                return Task.CompletedTask;
            }
        );
        steps.On(@"To see it work without an agent, send what one would send:", _ => RunAsync(Offline, "send what one would send:"));
        steps.On(@"The first call is answered with the invoice\.", _ => AnsweredAsync(1, "Invoice 17: 120.00 EUR"));
        steps.On(
            @"The second is denied: `(.+)…(.+)` The third has a checkpoint, and the guard has no one it could ask\.",
            async m =>
            {
                await AnsweredAsync(2, m.Groups[1].Value, m.Groups[2].Value);
                await AnsweredAsync(3, "checkpoint", "no one to ask");
            }
        );
        steps.On(@"`calls\.jsonl` has a line for each decision\.", _ => DecidedAsync("allow", "deny", "ask"));
        steps.On(
            @"Finally, see what a change would mean for those who sign:",
            async _ =>
            {
                var commands = TourText.Commands(Document, Offline, "Finally, see what a change would mean");
                await RunAsync([.. commands.SkipLast(1), $"{commands[^1]} || [ $? -eq 1 ]"]);
                var said = TourText.Commands(Document, Offline, "governance agent diff");
                Assert.All(said, line => Assert.Contains(line, _printed, StringComparison.Ordinal));
            }
        );
        await steps.WalkAsync(TourText.Read(Document, Offline));
    }

    /// <summary>The command that makes the key.</summary>
    public static string CreatesKey() =>
        Assert
            .Single(
                TourText
                    .Read(Document, WithPortal)
                    .Select(s => Regex.Match(s.Text, "`Governance\\.Portal (admin create-key .+?)` creates the key\\.")),
                m => m.Success
            )
            .Groups[1]
            .Value;

    /// <summary>Walks the part with the portal, after the other.</summary>
    public async Task WalkWithPortalAsync()
    {
        var steps = new TourSteps();
        Says(steps, @"The portal knows what is in production, keeps count across guards, and has people to ask\.");
        Says(
            steps,
            @"This walkthrough uses the \[demo\]\(getting-started\.md\) \(`\./build\.sh demo`\); on the server, `.+` creates the key\."
        );
        steps.On(
            @"Register what the walkthrough above produced:",
            _ => RunAsync(WithPortal, "Register what the walkthrough above produced:")
        );
        Says(
            steps,
            @"Policies about models \(`appliesTo: \{kinds: \[model\]\}`\) do not judge it, "
                + @"and the pack `agents` judges every agent, whatever its tags: .+\."
        );
        Says(steps, @"Let it run your cases behind the guard, and write down for each its id, .+\.");
        steps.On(
            @"The lines below stand for such a log; yours holds what your agent did:",
            _ => RunAsync(WithPortal, "The lines below stand for such a log")
        );
        steps.On(
            @"The gates list the rules of `agents` and no metric of a model\.",
            _ =>
            {
                Assert.Contains("EVAL-01", _printed, StringComparison.Ordinal);
                Assert.DoesNotContain("PERF-01", _printed, StringComparison.Ordinal);
                Assert.DoesNotContain("does not state which artifact", _printed, StringComparison.Ordinal);
                return Task.CompletedTask;
            }
        );
        steps.On(
            @"In the demo the pack is tried out \(`dryrun`\) and shows what is still missing: (.+)\.",
            m =>
            {
                Assert.Contains("the gate passes", _printed, StringComparison.Ordinal);
                Assert.Equal("someone else's attacks, a roster of overseers, a model card, assessed risks", m.Groups[1].Value);
                Assert.All(["INDV-01", "OVER-01", "CARD-01", "RISK-01"], rule => Assert.Matches($"(fail|error) +{rule}", _printed));
                return Task.CompletedTask;
            }
        );
        steps.On(@"Sign in as security, legal and owner, and sign the request\.", _ => SignAsync());
        steps.On(
            @"Then record the deployment with the ID of the request, and start the guard with the portal:",
            async _ =>
            {
                _guard = RunAsync(WithPortal, "Then record the deployment");
                await WaitingAsync();
            }
        );
        Says(steps, @"The first call returns the invoice, and the second is denied\.");
        steps.On(
            @"The third waits: the owner finds it in \*My queue\* \(\*Show all\*, where it is long\), "
                + @"also on a phone, reads the arguments and allows or refuses it\.",
            _ => AnswerAsync()
        );
        steps.On(
            @"The guard then passes the call on, or returns the owner's reason\.",
            async _ =>
            {
                await _guard!;
                await AnsweredAsync(1, "Invoice 17: 120.00 EUR");
                await AnsweredAsync(2, "read access");
                Assert.True(File.Exists(Path.Combine(shell.Folder, "agent", "out", "b")));
            }
        );
        steps.On(
            @"In `calls\.jsonl`, `call` names the record of each call in the portal\.",
            async _ =>
            {
                await DecidedAsync("allow", "deny", "ask", "allow");
                Assert.All(Lines(), line => Assert.Matches("^CALL-[0-9]{4}$", (string?)line["call"]));
            }
        );
        steps.On(@"Now press \*Stop agent\* on the agent's page, as its owner, and start the guard again\.", _ => StopAsync());
        steps.On(@"Every call is denied: `(.+)", m => AnsweredAsync(1, m.Groups[1].Value));
        steps.On(@"(It may continue once someone has resumed it\.)`", m => AnsweredAsync(1, m.Groups[1].Value));
        await steps.WalkAsync(TourText.Read(Document, WithPortal));
    }

    // What explains and tells no one to do anything.
    private static void Says(TourSteps steps, string pattern) => steps.On(pattern, _ => Task.CompletedTask);

    private Task<string> RunAsync(string heading, string after) => RunAsync(TourText.Commands(Document, heading, after));

    // Each block goes on where the one before it ended: in the folder of the agent, once there is one.
    private async Task<string> RunAsync(IReadOnlyList<string> commands)
    {
        var before = File.Exists(CallsPath) ? await File.ReadAllTextAsync(CallsPath) : "";
        _printed = await shell.RunAsync([
            $"export PATH='{Path.Combine(shell.Folder, "bin")}':$PATH",
            "[ ! -d agent ] || cd agent",
            .. commands,
        ]);
        _decisions = File.Exists(CallsPath) ? (await File.ReadAllTextAsync(CallsPath))[before.Length..] : "";
        return _printed;
    }

    private string CallsPath => Path.Combine(shell.Folder, "agent", "calls.jsonl");

    private async Task DraftAsync(string part) =>
        Assert.Contains(part, await File.ReadAllTextAsync(Path.Combine(shell.Folder, "agent", "agent.yaml")), StringComparison.Ordinal);

    private Task AnsweredAsync(int call, params string[] parts)
    {
        var answer = Assert.Single(
            _printed.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!),
            line => line["id"]?.ToString() == $"{call}"
        )["result"]!["content"]![0]!["text"]!.ToString();
        Assert.All(parts, part => Assert.Contains(part, answer, StringComparison.Ordinal));
        return Task.CompletedTask;
    }

    private Task DecidedAsync(params string[] decisions)
    {
        Assert.Equal(decisions, Lines().Select(line => (string?)line["decision"]));
        return Task.CompletedTask;
    }

    private IEnumerable<JsonNode> Lines() =>
        _decisions
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)
            .Where(line => (string?)line["event"] == "call");

    private async Task SignAsync()
    {
        foreach (var signer in new[] { "security", "legal", "owner" })
        {
            await party!.BecomeAsync($"{signer}@demo.example");
            await party.ChooseAsync("Approvals");
            await party.Main.GetByRole(AriaRole.Link, new() { NameRegex = new(Agent) }).First.ClickAsync();
            await (await party.Approval.SignOffAsync()).ApproveAsync();
        }
    }

    // The list is told when the call has come; a guard that failed says why.
    private async Task WaitingAsync()
    {
        await party!.BecomeAsync("owner@demo.example");
        await party.Who.OpenAsync("/?scope=mine&queue=all");
        var row = Waiting();
        var asked = row.WaitForAsync(new() { Timeout = 60_000 });
        await await Task.WhenAny(asked, _guard!);
    }

    private ILocator Waiting() => party!.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "files.move_file" }).First;

    private async Task AnswerAsync()
    {
        await Waiting().GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(party!.Main).ToContainTextAsync($"{Agent} wants to call files.move_file.");
        await Expect(party.Main).ToContainTextAsync(Path.Combine("agent", "out", "a"));
        await party.Main.GetByRole(AriaRole.Textbox, new() { Name = "Reason" }).FillAsync("The draft is complete");
        if (await party.Main.GetByLabel("Password").CountAsync() > 0)
        {
            await party.Main.ProveAsync();
        }

        await party.Main.GetByRole(AriaRole.Button, new() { Name = "Allow", Exact = true }).ClickAsync();
        await Expect(party.Main).ToContainTextAsync("Allowed");
    }

    private async Task StopAsync()
    {
        await party!.BecomeAsync("owner@demo.example");
        await party.Who.OpenAsync($"/models/{Agent}");
        await party.Main.GetByRole(AriaRole.Button, new() { Name = "Stop agent", Exact = true }).ClickAsync();
        var dialog = party.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Reason" }).FillAsync("It files the wrong invoices");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Stop agent", Exact = true }).ClickAsync();
        await Expect(party.Main).ToContainTextAsync("stopped this agent");
        await RunAsync([TourText.Commands(Document, WithPortal, "Then record the deployment")[^1]]);
    }
}
