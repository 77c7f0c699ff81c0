using System.Text;

namespace Governance.Policies.Tests.Agents;

public sealed class AgentImportTests
{
    private static readonly AgentServer s_files = new("files", "stdio", "npx files", "1.0", null);

    private const string OpenApi = """
        openapi: 3.1.0
        info: {title: Payments API, version: "2.1"}
        servers:
          - url: /v2
          - url: https://pay.example.com/v2
        paths:
          /payments:
            get:
              operationId: listPayments
              summary: Lists payments
              responses: {200: {content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Payment"}}}}}}
            post:
              description: Pays
              requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Payment"}}}}
        components:
          schemas:
            Payment:
              type: object
              properties: {amount: {type: number, minimum: 0.01}, parts: {type: array, items: {$ref: "#/components/schemas/Payment"}}}
        """;

    [Fact]
    public void FromMcp_AllPages_MakesToolsWhoseRisksAreOnlyProposed()
    {
        const string pages = """
            [{"jsonrpc":"2.0","id":1,"result":{"tools":[
              {"name":"read","description":"Reads\u200b a file","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}}
             ],"nextCursor":"2"}},
             {"tools":[
              {"name":"drop","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":false,"openWorldHint":true}},
              {"name":"plain","inputSchema":{}}
             ]}]
            """;

        var draft = AgentImport.FromMcp(Encoding.UTF8.GetBytes(pages), s_files).Draft!;

        Assert.Equal(["files.read", "files.drop", "files.plain"], draft.Manifest.Tools.Select(tool => tool.Id));
        Assert.All(draft.Manifest.Tools, tool => Assert.Empty(tool.Risks));
        Assert.Equal(["read"], draft.ProposedRisks["files.read"]);
        Assert.Equal(["write", "irreversible", "external"], draft.ProposedRisks["files.drop"]);
        Assert.DoesNotContain("files.plain", draft.ProposedRisks.Keys);
        Assert.Equal("Reads a file", draft.Manifest.Tools[0].Description);
        Assert.Contains(draft.Notes, note => note.StartsWith("The description of read holds characters", StringComparison.Ordinal));
        Assert.Equal(["purpose", "autonomy", "owner", "models"], draft.Missing);
        Assert.Equal(
            ToolDigest.OfServer(draft.Manifest.Tools.Select(tool => (tool.Name, tool.SchemaSha256))),
            draft.Manifest.Servers[0].ToolsSha256
        );
    }

    [Fact]
    public void FromMcp_APageIsMissing_LeavesTheDigestOut()
    {
        var draft = AgentImport.FromMcp("""{"tools":[],"nextCursor":"2"}"""u8.ToArray(), s_files).Draft!;

        Assert.Null(draft.Manifest.Servers[0].ToolsSha256);
        Assert.Contains(draft.Notes, note => note.Contains("not complete", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", "This is not an answer to tools/list")]
    [InlineData("[{\"tools\":3}]", "This is not an answer to tools/list")]
    [InlineData("{\"tools\":[{\"name\":\"\"}]}", "A tool without a name is listed.")]
    [InlineData("{\"tools\":[{\"name\":\"a\"},{\"name\":\"a\"}]}", "The tool a is listed twice.")]
    [InlineData("{\"tools\":[{\"name\":\"a\",\"inputSchema\":{\"maximum\":1e999}}]}", "The tool a has no digest")]
    [InlineData("{\"tools\":[", "This is not valid JSON")]
    public void FromMcp_NoAnswer_SaysWhy(string json, string problem) =>
        Assert.StartsWith(
            problem,
            Assert.Single(AgentImport.FromMcp(Encoding.UTF8.GetBytes(json), s_files).Problems),
            StringComparison.Ordinal
        );

    [Fact]
    public void Draft_WrittenAndCompleted_IsAValidManifest()
    {
        var draft = AgentImport
            .FromMcp(
                """
                {"tools":[{"name":"read","description":"Reads \"a\"\nfile: # no comment","inputSchema":{},
                  "annotations":{"readOnlyHint":true}}]}
                """u8.ToArray(),
                s_files
            )
            .Draft!;
        var yaml = draft.ToYaml();

        Assert.Contains("# owner is missing: who is accountable for what it does.\n", yaml, StringComparison.Ordinal);
        Assert.Contains("    # risks: [read]\n", yaml, StringComparison.Ordinal);
        Assert.False(AgentManifest.Read(Encoding.UTF8.GetBytes(yaml)).IsValid);

        var completed =
            draft.WithProposedRisks().ToYaml()
            + "purpose: Reads files\nautonomy: advises\nowner: ada\nmodels: [{name: m, version: \"1\"}]\n";
        var read = AgentManifest.Read(Encoding.UTF8.GetBytes(completed));

        Assert.Empty(read.Problems);
        Assert.Equal(["read"], read.Manifest!.Tools[0].Risks);
        Assert.Equal("Reads \"a\"\nfile: # no comment", read.Manifest.Tools[0].Description);
    }

    [Theory]
    [InlineData(
        """
            {"protocolVersion":"0.3.0","name":"Planner","description":"Plans routes","url":"https://a.example.com/","version":"1.2",
             "provider":{"organization":"Acme"},"skills":[{"id":"r","name":"Routes"}]}
            """
    )]
    [InlineData(
        """
            {"name":"Planner","description":"Plans routes","version":"1.2",
             "supportedInterfaces":[{"url":"https://a.example.com/","protocolBinding":"JSONRPC","protocolVersion":"1.0"}],
             "provider":{"organization":"Acme","url":"https://acme.example.com"},"skills":[{"id":"r","name":"Routes"}]}
            """
    )]
    public void FromA2A_CardsOfBothEditions_GivePurposeAndOwner(string card)
    {
        var draft = AgentImport.FromA2A(Encoding.UTF8.GetBytes(card)).Draft!;

        Assert.Equal(("Plans routes", "Acme"), (draft.Manifest.Purpose, draft.Manifest.Owner));
        Assert.Equal(["autonomy", "models"], draft.Missing);
        Assert.Equal("The card describes Planner, version 1.2, reached at https://a.example.com/.", draft.Notes[0]);
        Assert.Empty(draft.Manifest.Tools);
    }

    [Fact]
    public void FromOpenApi_EachOperationIsATool()
    {
        var draft = AgentImport.FromOpenApi(Encoding.UTF8.GetBytes(OpenApi)).Draft!;

        Assert.Equal(["payments-api.listPayments", "payments-api.POST /payments"], draft.Manifest.Tools.Select(tool => tool.Id));
        Assert.Equal(["Lists payments", "Pays"], draft.Manifest.Tools.Select(tool => tool.Description));
        Assert.Equal(["read"], draft.ProposedRisks["payments-api.listPayments"]);
        Assert.Equal(["write"], draft.ProposedRisks["payments-api.POST /payments"]);
        Assert.Equal("https://pay.example.com/v2", draft.Manifest.Servers[0].Address);
    }

    [Fact]
    public void FromOpenApi_ASharedSchemaChanges_TheDigestsOfItsOperationsChange()
    {
        var before = AgentImport.FromOpenApi(Encoding.UTF8.GetBytes(OpenApi)).Draft!;
        var after = AgentImport
            .FromOpenApi(Encoding.UTF8.GetBytes(OpenApi.Replace("minimum: 0.01", "minimum: 0", StringComparison.Ordinal)))
            .Draft!;

        Assert.Equal(
            2,
            AgentDifference.Between(before.Manifest, after.Manifest).Count(change => change.Kind == AgentChangeKind.ToolChanged)
        );
    }

    [Theory]
    [InlineData("swagger: '2.0'", "This is not an OpenAPI 3 document")]
    [InlineData("{\"openapi\":\"3.0.0\"}", "The document has no operations.")]
    [InlineData("[1]", "This is not an OpenAPI 3 document")]
    [InlineData("{\"openapi\":", "This is not valid JSON")]
    public void FromOpenApi_NoDocument_SaysWhy(string text, string problem) =>
        Assert.StartsWith(problem, AgentImport.FromOpenApi(Encoding.UTF8.GetBytes(text)).Problems[0], StringComparison.Ordinal);
}
