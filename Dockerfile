# API, worker and command line in one image: which one runs is the command's choice.
ARG NODE_IMAGE=node:22-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /opt/assay
COPY package.json package-lock.json ./
# The kit is a package of its own, linked by its folder.
COPY sandbox-images/examiner/kit sandbox-images/examiner/kit
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM ${NODE_IMAGE}
WORKDIR /opt/assay
COPY --from=build /opt/assay /opt/assay
RUN mkdir -p /var/lib/assay && chown 1000:1000 /var/lib/assay
ENV NODE_ENV=production ASSAY_DATA_DIR=/var/lib/assay HOST=0.0.0.0 PORT=8080
USER 1000:1000
EXPOSE 8080
CMD ["node", "dist/api/main.js"]
