using Governance.Cli.Agents;

namespace Governance.Cli.Tests.Agents;

/// <summary>Real servers of the Model Context Protocol, as <c>./build.sh setup</c> installs them.</summary>
internal static class McpServers
{
    private static string Folder => Path.Combine(Root(), "tests", "mcp-servers", "node_modules", "@modelcontextprotocol");

    public static bool AreInstalled => Directory.Exists(Path.Combine(Folder, "server-everything"));

    /// <summary>Command of the server that works on the files of a folder.</summary>
    public static IReadOnlyList<string> Files(string folder) => ["node", Program("server-filesystem"), folder];

    /// <summary>Command of the server that shows every part of the protocol.</summary>
    public static IReadOnlyList<string> Everything => ["node", Program("server-everything")];

    public static string Text(IReadOnlyList<string> command) => McpCommandLine.Text(command);

    private static string Program(string name) => Path.Combine(Folder, name, "dist", "index.js");

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Governance.Portal.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
