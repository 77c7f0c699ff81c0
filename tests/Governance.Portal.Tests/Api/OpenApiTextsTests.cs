using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;
using Governance.Portal.Kernel.Api.OpenApi;
using Governance.Testing;

namespace Governance.Portal.Tests.Api;

/// <summary>What the code's documentation says of types and members is what the description of the API says of them.</summary>
public sealed class OpenApiTextsTests
{
    [Fact]
    public async Task Member_ThatHasADefault_OrMayBeLeftOut_IsNotRequired()
    {
        await using var portal = new PortalFactory { RunsJobs = false };
        var document = await OpenApiContractTests.DocumentAsync(portal);
        var schemas = document["components"]!["schemas"]!.AsObject();
        var names = portal.Get<SchemaNames>();
        var types = new Dictionary<Type, JsonTypeInfo>();
        foreach (var body in OpenApiContractTests.Bodies(portal))
        {
            OpenApiContractTests.Collect(body.Type, types);
        }

        List<string> wrong = [];
        foreach (var info in types.Values)
        {
            if (
                names.Of(info) is not { } name
                || schemas[name] is not JsonObject { } schema
                || schema["properties"] is not JsonObject members
            )
            {
                continue;
            }

            var required = SchemaCheck.Required(schema).ToHashSet(StringComparer.Ordinal);
            foreach (var (member, shown) in members)
            {
                var text = $"{shown?["description"]} {shown?["oneOf"]?[1]?["description"]}";
                if (
                    required.Contains(member)
                    && (
                        text.Contains("(default", StringComparison.OrdinalIgnoreCase)
                        || text.Contains("optional", StringComparison.OrdinalIgnoreCase)
                        || text.Contains("can be omitted", StringComparison.OrdinalIgnoreCase)
                        || text.Contains("null for", StringComparison.OrdinalIgnoreCase)
                        || text.Contains("if known", StringComparison.OrdinalIgnoreCase)
                    )
                )
                {
                    wrong.Add($"{name}.{member}: {text.Trim()}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public async Task Description_WhatTheCodeDocuments_IsSaidOfSchemasMembersAndParameters()
    {
        await using var portal = new PortalFactory();
        var documented = Documented();
        var document = await OpenApiContractTests.DocumentAsync(portal);
        var schemas = document["components"]!["schemas"]!.AsObject();
        var names = portal.Get<SchemaNames>();
        var types = new Dictionary<Type, JsonTypeInfo>();
        foreach (var type in OpenApiContractTests.Bodies(portal).Select(b => b.Type).Concat(OpenApiContractTests.Answers(portal)))
        {
            OpenApiContractTests.Collect(type, types);
        }

        var (described, members) = (0, 0);
        List<string> missing = [];
        foreach (var (type, info) in types)
        {
            if (names.Of(info) is not { } name || schemas[name] is not JsonObject schema)
            {
                continue;
            }

            var own = Nullable.GetUnderlyingType(type) ?? type;
            if (documented.Contains("T:" + NameOf(own)))
            {
                described++;
                Say(schema, name);
            }

            foreach (var member in info.Properties)
            {
                if (
                    member.AttributeProvider is PropertyInfo { DeclaringType: { } declaring } property
                    && documented.Contains($"P:{NameOf(declaring)}.{property.Name}")
                    && schema["properties"]?[member.Name] is JsonObject shown
                )
                {
                    members++;
                    Say(shown, $"{name}.{member.Name}");
                }
            }
        }

        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
        Assert.True(
            described > 400 && members > 2000,
            string.Create(CultureInfo.InvariantCulture, $"{described} schemas, {members} members")
        );
        var limit = document["paths"]!["/api/v1/users"]!["get"]!["parameters"]!.AsArray().Single(p => (string?)p!["name"] is "limit");
        Assert.False(string.IsNullOrWhiteSpace((string?)limit!["description"]));
        // A body that someone can send: its example is the first value that the words of the member name.
        var report = document["paths"]!["/api/v1/reports"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!;
        Assert.NotEqual("kind", (string?)report["kind"]);

        void Say(JsonObject schema, string name)
        {
            if (string.IsNullOrWhiteSpace((string?)schema["description"]))
            {
                missing.Add(name);
            }
        }
    }

    // The compiler's files beside the assemblies, read on their own: records say of their properties what they say of their parameters.
    private static HashSet<string> Documented()
    {
        var documented = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var file in Directory
                .EnumerateFiles(AppContext.BaseDirectory, "Governance.*.xml")
                .Where(f => !f.Contains(".Tests.", StringComparison.Ordinal))
        )
        {
            foreach (var member in XDocument.Load(file).Descendants("member"))
            {
                var id = (string)member.Attribute("name")!;
                if (member.Element("summary") is { } summary && !string.IsNullOrWhiteSpace(summary.Value))
                {
                    documented.Add(id);
                }

                documented.UnionWith(
                    member
                        .Elements("param")
                        .Where(p => id[0] is 'T' && p.Value.Length > 0)
                        .Select(p => $"P:{id[2..]}.{(string?)p.Attribute("name")}")
                );
            }
        }

        return documented;
    }

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');
}
