using System.CommandLine;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Models;

/// <summary><c>model version add</c>: declares a version with the digest of its file, then uploads the file.</summary>
internal static class AddVersionCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "add",
            "Register a version and upload its artifact.",
            "governance model version add --model fraud-scorer --version 1.4.0 --file model.onnx --repository "
                + "https://git.example/fraud --commit 4f2a91c --metric auc=0.91"
        );
        var model = CommonOptions.Model();
        var version = CommonOptions.Version();
        var file = CommonOptions.Text("--file", "The artifact; it is hashed here and streamed to the portal.", "FILE", required: true);
        var manifest = CommonOptions.Text(
            "--manifest",
            "JSON file with source, datasets, metrics, dependencies and images, as in the API; options add to it.",
            "FILE"
        );
        var mediaType = CommonOptions.Text("--media-type", "Media type of the artifact (default: application/octet-stream).", "TYPE");
        var uri = CommonOptions.Text("--uri", "Where the artifact is also stored; a label, never fetched.", "URI");
        var repository = CommonOptions.Text("--repository", "Repository that the version was built from.", "URL");
        var commit = CommonOptions.Text("--commit", "Commit that the version was built from.", "SHA");
        var datasets = CommonOptions.Many(
            "--dataset",
            "name=N,version=V,role=training|validation|test|reference,sha256=HEX; test is the held-out set; file=PATH in place of "
                + "sha256 hashes a local file; repeatable.",
            "PARTS"
        );
        var metrics = CommonOptions.Many("--metric", "Metric as NAME=NUMBER; repeatable.", "NAME=NUMBER");
        var measured = CommonOptions.Text(
            "--metrics-file",
            "JSON file written by analyze performance, from which the metrics are taken.",
            "FILE"
        );
        var images = CommonOptions.Many(
            "--image",
            "Container image that serves the version, as name@sha256:HEX or sha256:HEX; permits cannot name other images; repeatable.",
            "IMAGE"
        );
        foreach (
            Option option in new Option[]
            {
                model,
                version,
                file,
                manifest,
                mediaType,
                uri,
                repository,
                commit,
                datasets,
                metrics,
                measured,
                images,
            }
        )
        {
            command.Add(option);
        }

        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var (m, v, path) = (parse.GetRequiredValue(model), parse.GetRequiredValue(version), parse.GetRequiredValue(file));
                var body = await VersionBody.ReadManifestAsync(parse.GetValue(manifest), ct);
                body["version"] = v;
                VersionBody.SetSource(body, parse.GetValue(repository), parse.GetValue(commit));
                await VersionBody.AddDatasetsAsync(body, parse.GetValue(datasets) ?? [], ct);
                await VersionBody.AddMeasuredAsync(body, parse.GetValue(measured), ct);
                VersionBody.AddMetrics(body, parse.GetValue(metrics) ?? []);
                VersionBody.AddImages(body, parse.GetValue(images) ?? []);
                var digest = await ArtifactUpload.HashAsync(host, path, ct);
                VersionBody.SetArtifact(body, digest, parse.GetValue(mediaType), parse.GetValue(uri));

                using var client = await portal.OpenAsync(host, parse, ct);
                var registered = await RegisterAsync(client, m, v, body, ct);
                await host.Error.WriteLineAsync($"Registered {m}@{v}.");
                var stored = await ArtifactUpload.SendAsync(host, client, m, v, path, digest, ct);
                return new CommandOutcome(new AnswerResult(stored ?? registered.Body, page => ArtifactUpload.Describe(page, m, v, digest)));
            }
        );
        return command;
    }

    private static async Task<Answer> RegisterAsync(
        PortalClient client,
        string model,
        string version,
        System.Text.Json.Nodes.JsonObject body,
        CancellationToken ct
    )
    {
        try
        {
            return await client.PostAsync(ModelPaths.Versions(model), writer => body.WriteTo(writer), ct);
        }
        catch (CliException refused) when (refused.Status == 409)
        {
            throw new CliException(
                refused.ExitCode,
                $"{refused.Message}\nIf only its artifact is missing: governance model upload --model {model} --version "
                    + $"{version} --file FILE",
                refused
            )
            {
                Status = refused.Status,
                Code = refused.Code,
            };
        }
    }
}
