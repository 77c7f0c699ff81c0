namespace Governance.Cli.Output;

/// <summary>Forms a result can be written in.</summary>
internal static class ResultFormats
{
    public const string Text = "text";
    public const string Json = "json";
    public const string JUnit = "junit";
    public const string Sarif = "sarif";
    public const string Markdown = "markdown";
    public const string GitHub = "github";
    public const string GitLab = "gitlab";

    public static IReadOnlyList<string> All { get; } = [Text, Json, JUnit, Sarif, Markdown, GitHub, GitLab];

    public static IReadOnlyList<string> Plain { get; } = [Text, Json];
}
