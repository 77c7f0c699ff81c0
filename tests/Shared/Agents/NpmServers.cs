namespace Governance.Testing;

/// <summary>Real servers of the Model Context Protocol, as <c>./build.sh setup</c> installs them.</summary>
internal static class NpmServers
{
    private static readonly string s_folder = Path.Combine(Root(), "tests", "mcp-servers");

    /// <summary>Skips the test where they are not installed.</summary>
    public static void Need() =>
        Assert.SkipUnless(
            File.Exists(Program("server-filesystem")) && File.Exists(Program("server-everything")),
            "Run ./build.sh setup to install the MCP servers of this test."
        );

    /// <summary>Command of the server that works on the files of a folder.</summary>
    public static string[] Files(string folder) => ["node", Program("server-filesystem"), folder];

    /// <summary>Command of the everything server over HTTP, whose list grows.</summary>
    public static string[] Growing => ["node", Path.Combine(s_folder, "growing.mjs")];

    private static string Program(string name) => Path.Combine(s_folder, "node_modules", "@modelcontextprotocol", name, "dist", "index.js");

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
