using System.Text.RegularExpressions;

namespace Governance.Cli.Tests;

/// <summary>What people copy into their pipelines and schedulers uses commands and options that there are.</summary>
public sealed partial class RecipeTests
{
    private static readonly string[] s_folders = ["github-actions", "gitlab-ci", "jenkins", "cron"];
    private static readonly string[] s_others = ["azure-pipelines"];

    [Fact]
    public void Recipes_OfEveryScheduler_Parse_AndThoseThatValidateFileEvidence()
    {
        var root = CommandLineApp.CreateRoot(new CliHost { Out = TextWriter.Null, Error = TextWriter.Null });
        var validating = new List<string>();
        foreach (var (file, words) in Calls())
        {
            var parse = root.Parse(Variable().Replace(Given().Replace(words, "${words}"), ValueOf));
            Assert.True(parse.Errors.Count == 0, $"{file}: {words}: {string.Join(" ", parse.Errors.Select(e => e.Message))}");
            if (parse.CommandResult.Command.Name == "validate")
            {
                validating.Add(Path.GetFileName(Path.GetDirectoryName(file)!));
                Assert.All(["--model", "--version", "--fail-on"], option => Assert.Contains(option, words, StringComparison.Ordinal));
            }
        }

        // Of each scheduler a call with rows, and one with prompts.
        Assert.Equal(s_folders.Concat(s_folders).Order(), validating.Order());
    }

    // The text of a document is copied as a recipe is, and no one notices a command that it has no more.
    [Fact]
    public void Commands_OfTheDocumentation_Parse()
    {
        var root = CommandLineApp.CreateRoot(new CliHost { Out = TextWriter.Null, Error = TextWriter.Null });
        var calls = Documented().ToList();
        var wrong =
            from call in calls
            let parse = root.Parse(Variable().Replace(call.Words, ValueOf))
            where parse.Errors.Count > 0
            select $"{call.File}: {call.Words}: {string.Join(" ", parse.Errors.Select(e => e.Message))}";

        Assert.InRange(calls.Count, 50, 1_000);
        Assert.Empty(wrong);
    }

    private static IEnumerable<(string File, string Words)> Documented() =>
        from file in Directory
            .EnumerateFiles(Path.Combine(Repository(), "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository(), "README.md"))
        from Match block in Block().Matches(File.ReadAllText(file))
        from line in block.Groups["text"].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        from Match call in InText().Matches(Answer().Replace(line, new string('0', 40)))
        select (Path.GetFileName(file), call.Groups["words"].Value.Trim());

    private static IEnumerable<(string File, string Words)> Calls() =>
        from folder in s_folders.Concat(s_others)
        from file in Directory.EnumerateFiles(Path.Combine(Repository(), "integrations", folder))
        from line in File.ReadAllLines(file)
        let text = line.TrimStart()
        where !text.StartsWith('#') && !text.StartsWith("//", StringComparison.Ordinal)
        from Match call in Call().Matches(text)
        select (file, call.Groups["words"].Value);

    private static string ValueOf(Match variable) =>
        variable.Groups["name"].Value.ToLowerInvariant() switch
        {
            "model" => "loan-scorer",
            "version" => "1.4.0",
            "share" => "0.05",
            "endpoint" => "https://serving.example/v2/models/loan-scorer",
            var other => other,
        };

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Governance.Portal.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex("(^|[ '])governance (?<words>[a-z][^'\n]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();

    // What the shell leaves out where a variable is empty.
    [GeneratedRegex(@"\$\{[A-Z]+:\+(?<words>[^}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Given();

    [GeneratedRegex("\\$(?<name>[A-Za-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"^ *```[a-z]*\n(?<text>.*?)^ *```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Block();

    [GeneratedRegex(@"\$\([^)]*\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Answer();

    // Up to a pipe, a redirection, a comment, or the next command.
    [GeneratedRegex(
        @"(?:^|[|;&(]|\brun:) *(?:\$ )?governance (?<words>[a-z](?:""[^""]*""|'[^']*'|[^|;&#<>""')])+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex InText();
}
