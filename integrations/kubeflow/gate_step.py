"""A deployment gate as a step of a Kubeflow pipeline: the steps after it run only when the gate allows this very file."""
from kfp import dsl


@dsl.container_component
def governance_gate(model: str, version: str, artifact: dsl.Input[dsl.Model], permit: dsl.OutputPath(str), experiment: str = ""):
    return dsl.ContainerSpec(
        image="registry.example/governance-cli@sha256:0000000000000000000000000000000000000000000000000000000000000000",
        command=["sh", "-ceu"],
        args=[
            'governance gate check --model "$0" --version "$1" --stage production --artifact "$2" ${4:+--experiment "$4"} --wait 30m'
            ' && governance permit request --model "$0" --version "$1" --stage production --environment prod-eu --artifact "$2" ${4:+--experiment "$4"} --output "$3"',
            model,
            version,
            artifact.path,
            permit,
            experiment,
        ],
    )
